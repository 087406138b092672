package rest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	apiVersion = "10"

	// maxTries bounds how often a request without a deadline is sent. A request
	// with a deadline is repeated until then.
	maxTries = 4
	// retryAfter is the wait before the first retry if Discord does not name a wait. It
	// doubles up to retryLongest.
	retryAfter   = 250 * time.Millisecond
	retryLongest = 15 * time.Second
	// tryWithin bounds one try. A body adds a second for each slowest bytes.
	// Without the bound, a dead connection could use up all of the request's
	// time.
	tryWithin   = 20 * time.Second
	slowestRate = 64 << 10
)

// headerAgain is set on the answer to a request that was sent before, if the
// first one may have arrived.
const headerAgain = "Verbatim-Sent-Before"

// Transport works around the defects of discordgo's REST calls. Requests go to
// version 10 of the API. After 429 and 5xx they are repeated within the
// request's context; discordgo would sleep without one. discordgo never sees a
// rate-limit header, since it would sleep before its next request. A dead
// connection is given up and the request tried again. Requests that Discord
// refuses are counted, and slowed down long before Discord bans the address.
type Transport struct {
	base    http.RoundTripper
	log     *slog.Logger
	meter   meter
	refused *refusals
}

// meter counts requests and measures their waits.
type meter interface {
	// Requested counts a request by the status of its answer, 0 if no answer
	// came.
	Requested(status int)
	// Waited records a wait. Its reason is rate_limit (Discord's 429), retry
	// (Discord failed) or refusals (Discord refused too many requests lately).
	Waited(reason string, wait time.Duration)
}

// Reasons for a request to wait.
const (
	waitRateLimit = "rate_limit"
	waitRetry     = "retry"
	waitRefusals  = "refusals"
)

// unmeasured is the meter of a transport without one.
type unmeasured struct{}

func (unmeasured) Requested(int)                {}
func (unmeasured) Waited(string, time.Duration) {}

// NewTransport returns a transport over base; nil means http.DefaultTransport.
// If base is a *Transport, it is returned as it is.
func NewTransport(base http.RoundTripper, log *slog.Logger) *Transport {
	if t, ok := base.(*Transport); ok {
		return t
	}
	if base == nil {
		base = http.DefaultTransport
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Transport{base: base, log: log, meter: unmeasured{}, refused: &refusals{log: log}}
}

// Measure sets the meter. It is called before the first request.
func (t *Transport) Measure(m meter) { t.meter = m }

// RoundTrip sends the request, and repeats it if that may help and there is
// time.
func (t *Transport) RoundTrip(original *http.Request) (*http.Response, error) {
	end, bounded := original.Context().Deadline()
	wait, unknown := retryAfter, false
	for try := 1; ; try++ {
		r, err := currentVersion(original)
		if err != nil {
			return nil, err
		}
		held, err := t.refused.wait(original.Context())
		if held > 0 {
			t.meter.Waited(waitRefusals, held)
		}
		if err != nil {
			return nil, err
		}
		response, err := t.try(r)
		t.count(response)
		if response != nil && unknown {
			response.Header.Set(headerAgain, "1")
		}
		if !mayRepeat(original, response, err) || !bounded && try == maxTries {
			return stripLimits(response), err
		}
		unknown = unknown || err != nil || response.StatusCode >= http.StatusInternalServerError
		pause := wait
		if response != nil {
			pause = max(namedWait(response.Header), pause)
		}
		if bounded && time.Until(end) < pause {
			return stripLimits(response), err
		}
		t.logPause(original.Context(), response, err, pause)
		if !Sleep(original.Context(), pause) {
			return nil, original.Context().Err()
		}
		wait = min(2*wait, retryLongest)
	}
}

// count counts one answer.
func (t *Transport) count(response *http.Response) {
	status := 0
	if response != nil {
		status = response.StatusCode
	}
	t.meter.Requested(status)
	t.refused.count(response)
}

// logPause records the wait before a request is repeated. It does not log the
// URL, which may hold an interaction's token.
func (t *Transport) logPause(ctx context.Context, response *http.Response, err error, pause time.Duration) {
	reason, status := waitRetry, 0
	if response != nil {
		status = response.StatusCode
	}
	if status == http.StatusTooManyRequests {
		reason = waitRateLimit
	}
	t.meter.Waited(reason, pause)
	t.log.DebugContext(ctx, "repeating a request to Discord", "reason", reason, "status", status, "error", Hide(err), "in", pause)
}

// try sends the request once, and reads the answer.
func (t *Transport) try(r *http.Request) (*http.Response, error) {
	within := tryWithin + time.Duration(max(0, r.ContentLength)/slowestRate)*time.Second
	ctx, cancel := context.WithTimeout(r.Context(), within)
	defer cancel()
	response, err := t.base.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // it was read, or is useless
	if err != nil {
		return nil, fmt.Errorf("read Discord's answer: %w", err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// currentVersion returns a copy of the request for version 10 of the API, with its
// body from the start.
func currentVersion(original *http.Request) (*http.Request, error) {
	r := original.Clone(original.Context())
	if original.GetBody != nil {
		body, err := original.GetBody()
		if err != nil {
			return nil, fmt.Errorf("rewind the request's body: %w", err)
		}
		r.Body = body
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/v"+discordgo.APIVersion+"/"); ok {
		r.URL.Path, r.URL.RawPath = "/api/v"+apiVersion+"/"+rest, ""
	}
	return r, nil
}

// mayRepeat reports whether to repeat the request. It is safe to repeat a first
// response, since Discord refuses the second one, and to repeat an edit. A
// follow-up would be shown twice.
func mayRepeat(r *http.Request, response *http.Response, err error) bool {
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

// namedWait returns the wait that Discord names, or 0 if it does not name one.
func namedWait(h http.Header) time.Duration {
	seconds, err := strconv.ParseFloat(h.Get("Retry-After"), 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600) * float64(time.Second))
}

// stripLimits removes the headers for which discordgo would sleep.
func stripLimits(response *http.Response) *http.Response {
	if response != nil {
		for name := range response.Header {
			if strings.HasPrefix(strings.ToLower(name), "x-ratelimit-") {
				response.Header.Del(name)
			}
		}
	}
	return response
}
