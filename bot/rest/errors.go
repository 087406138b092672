package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"verbatim/bot"

	"github.com/bwmarrin/discordgo"
)

// Hide removes from an error the URL, which may hold an interaction's token and
// must not be logged.
func Hide(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	if e, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		return fmt.Errorf("the rate limit of Discord is reached; it ends in %v", e.RetryAfter)
	}
	return err
}

// Status returns the HTTP status of Discord's refusal, or 0 if err is not a
// refusal. code is Discord's own error code.
func Status(err error) (status, code int) {
	e, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok {
		return 0, 0
	}
	if e.Message != nil {
		code = e.Message.Code
	}
	return e.Response.StatusCode, code
}

// Final reports whether sending the same request again is useless.
func Final(err error) bool {
	status, _ := Status(err)
	return status >= http.StatusBadRequest && status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}

// Discord's codes for a token that has expired, or an object that does not
// exist.
const (
	unknownChannel     = 10003
	unknownMessage     = 10008
	unknownWebhook     = 10015
	unknownInteraction = 10062
	invalidToken       = 50027
)

// wrapGone wraps err as bot.ErrGone if the object of the request does not exist any
// more.
func wrapGone(err error) error {
	switch _, code := Status(err); code {
	case unknownChannel, unknownMessage, unknownWebhook, unknownInteraction, invalidToken:
		return fmt.Errorf("%w: %w", bot.ErrGone, err)
	}
	return err
}
