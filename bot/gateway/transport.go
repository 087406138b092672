package gateway

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// maxTries is how often a request is sent at most.
	maxTries = 4
	// retryAfter is the wait before the first retry where Discord names none;
	// it doubles.
	retryAfter = 250 * time.Millisecond
)

// transport mends discordgo's REST calls: they go to version 10 of the API;
// 429 and 5xx are waited out within the request's context, where discordgo
// sleeps without one; and discordgo never sees a rate-limit header, for which
// it would sleep before the next request.
type transport struct {
	base http.RoundTripper
}

func newTransport(base http.RoundTripper) *transport {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{base: base}
}

// RoundTrip sends the request, again where that may help and there is time.
func (t *transport) RoundTrip(original *http.Request) (*http.Response, error) {
	wait := retryAfter
	for try := 1; ; try++ {
		r, err := current(original)
		if err != nil {
			return nil, err
		}
		response, err := t.base.RoundTrip(r)
		if try == maxTries || !again(original, response, err) {
			return quiet(response), err
		}
		pause := wait
		if response != nil {
			pause = max(named(response.Header), pause)
		}
		if end, ok := original.Context().Deadline(); ok && time.Until(end) < pause {
			return quiet(response), err
		}
		if response != nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
			_ = response.Body.Close()
		}
		if !sleep(original.Context(), pause) {
			return nil, original.Context().Err()
		}
		wait *= 2
	}
}

// current is a copy of the request, with its body from the start, for the
// current version of the API.
func current(original *http.Request) (*http.Request, error) {
	r := original.Clone(original.Context())
	if original.GetBody != nil {
		body, err := original.GetBody()
		if err != nil {
			return nil, fmt.Errorf("send the request's body again: %w", err)
		}
		r.Body = body
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/v"+discordgo.APIVersion+"/"); ok {
		r.URL.Path, r.URL.RawPath = "/api/v"+apiVersion+"/"+rest, ""
	}
	return r, nil
}

// again reports whether to send the request again. A first response that was
// sent twice is refused the second time, and an edit says the same twice; only
// a follow-up would be seen twice.
func again(r *http.Request, response *http.Response, err error) bool {
	if r.Context().Err() != nil {
		return false
	}
	if err == nil && response.StatusCode == http.StatusTooManyRequests {
		return true
	}
	if r.Method == http.MethodPost && !strings.HasSuffix(r.URL.Path, "/callback") {
		return false
	}
	return err != nil || response.StatusCode >= http.StatusInternalServerError
}

// named is the wait that Discord names, 0 where it names none.
func named(h http.Header) time.Duration {
	seconds, err := strconv.ParseFloat(h.Get("Retry-After"), 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600) * float64(time.Second))
}

// quiet takes the headers away for which discordgo would sleep.
func quiet(response *http.Response) *http.Response {
	if response != nil {
		for name := range response.Header {
			if strings.HasPrefix(strings.ToLower(name), "x-ratelimit-") {
				response.Header.Del(name)
			}
		}
	}
	return response
}

// hide takes out of an error what no log may hold: the URL, in which the
// interaction's token stands.
func hide(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	if e, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		return fmt.Errorf("at Discord's rate limit for %v", e.RetryAfter)
	}
	return err
}

// status is the HTTP status that Discord refused a request with, 0 where err is
// no such refusal; code is Discord's own number for the reason.
func status(err error) (status, code int) {
	e, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok {
		return 0, 0
	}
	if e.Message != nil {
		code = e.Message.Code
	}
	return e.Response.StatusCode, code
}
