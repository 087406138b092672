package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Discord's JSON error codes that the server answers with.
const (
	CodeGeneral             = 0
	CodeUnknownApplication  = 10002
	CodeUnknownChannel      = 10003
	CodeUnknownGuild        = 10004
	CodeUnknownMessage      = 10008
	CodeUnknownWebhook      = 10015
	CodeUnknownInteraction  = 10062
	CodeUnknownCommand      = 10063
	CodeDailyCreates        = 30034
	CodeTooLarge            = 40005
	CodeAlreadyAcknowledged = 40060
	CodeMissingAccess       = 50001
	CodeEmptyMessage        = 50006
	CodeMissingPermissions  = 50013
	CodeInvalidWebhookToken = 50027
	CodeInvalidForm         = 50035
	CodeInvalidJSON         = 50109
)

// fails reports whether a refusal fails the test unless the test tolerates it.
// Only errors of the bot do.
func fails(code int) bool {
	switch code {
	case CodeTooLarge, CodeAlreadyAcknowledged, CodeEmptyMessage, CodeInvalidForm, CodeInvalidJSON, CodeGeneral,
		closeUnknownOpcode, closeDecode, closeNotAuthenticated, closeAlready, closeInvalidSeq,
		closeRateLimited, closeInvalidShard, closeShardingRequired, closeInvalidVersion, closeInvalidIntents, closeDisallowedIntents:
		return true
	}
	return false
}

// apiError is an error in the form of Discord's answers.
type apiError struct {
	status   int
	code     int
	message  string
	problems problems
	extra    map[string]any // further fields of the answer
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d: %s (code %d)", e.status, e.message, e.code)
}

func notFound(code int, what string) error {
	return &apiError{status: http.StatusNotFound, code: code, message: "Unknown " + what}
}

func invalidForm(p problems) error {
	return &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "Invalid Form Body", problems: p}
}

func errEmptyMessage() error {
	return &apiError{status: http.StatusBadRequest, code: CodeEmptyMessage, message: "Cannot send an empty message"}
}

// tooMany returns a 429 and sets its header.
func tooMany(h http.Header, after time.Duration, global bool) error {
	h.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	if global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	}
	return &apiError{status: http.StatusTooManyRequests, message: "You are being rate limited.",
		extra: map[string]any{"retry_after": after.Seconds(), "global": global}}
}
