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

	// maxTries is how often a request without a deadline is sent at most; one
	// with a deadline is sent again until then.
	maxTries = 4
	// retryAfter is the wait before the first retry where Discord names none;
	// it doubles up to retryLongest.
	retryAfter   = 250 * time.Millisecond
	retryLongest = 15 * time.Second
	// tryWithin bounds one try, and more by a second for each slowest bytes of
	// its body: a connection that went silent must not take all of the time.
	tryWithin = 20 * time.Second
	slowest   = 64 << 10
)

// headerAgain is set on the answer to a request that was sent before, and may
// have arrived: what became of it is not known.
const headerAgain = "Verbatim-Sent-Before"

// Transport mends discordgo's REST calls: they go to version 10 of the API;
// 429 and 5xx are waited out within the request's context, where discordgo
// sleeps without one; discordgo never sees a rate-limit header, for which it
// would sleep before the next request; a connection that went
// silent is given up and tried anew; and what Discord refuses is counted, and
// slowed down long before it bans the address.
type Transport struct {
	base    http.RoundTripper
	log     *slog.Logger
	meter   meter
	refused *refusals
}

// meter counts requests and times what holds them back.
type meter interface {
	// Requested counts a request by the status of its answer, 0 where none came.
	Requested(status int)
	// Waited times a wait: rate_limit (Discord's 429), retry (a failure of its)
	// or refusals (too much was refused lately).
	Waited(reason string, wait time.Duration)
}

// What a request waits for.
const (
	waitRateLimit = "rate_limit"
	waitRetry     = "retry"
	waitRefusals  = "refusals"
)

// unmeasured is the meter where nobody measures.
type unmeasured struct{}

func (unmeasured) Requested(int)                {}
func (unmeasured) Waited(string, time.Duration) {}

// NewTransport makes a transport over base, nil for http.DefaultTransport. A
// base that is one already is returned as it is.
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

// Measure lets m count the requests. It is called before the first of them.
func (t *Transport) Measure(m meter) { t.meter = m }

// RoundTrip sends the request, again where that may help and there is time.
func (t *Transport) RoundTrip(original *http.Request) (*http.Response, error) {
	end, bounded := original.Context().Deadline()
	wait, unknown := retryAfter, false
	for try := 1; ; try++ {
		r, err := current(original)
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
		if !again(original, response, err) || !bounded && try == maxTries {
			return quiet(response), err
		}
		unknown = unknown || err != nil || response.StatusCode >= http.StatusInternalServerError
		pause := wait
		if response != nil {
			pause = max(named(response.Header), pause)
		}
		if bounded && time.Until(end) < pause {
			return quiet(response), err
		}
		t.pausing(original.Context(), response, err, pause)
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

// pausing tells of the wait before a request is sent again. Its address is not
// told: an interaction's token may stand in it.
func (t *Transport) pausing(ctx context.Context, response *http.Response, err error, pause time.Duration) {
	reason, status := waitRetry, 0
	if response != nil {
		status = response.StatusCode
	}
	if status == http.StatusTooManyRequests {
		reason = waitRateLimit
	}
	t.meter.Waited(reason, pause)
	t.log.DebugContext(ctx, "Discord is asked again", "reason", reason, "status", status, "error", Hide(err), "in", pause)
}

// try sends the request once, and reads the answer.
func (t *Transport) try(r *http.Request) (*http.Response, error) {
	within := tryWithin + time.Duration(max(0, r.ContentLength)/slowest)*time.Second
	ctx, cancel := context.WithTimeout(r.Context(), within)
	defer cancel()
	response, err := t.base.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // it was read, or is of no use
	if err != nil {
		return nil, fmt.Errorf("read Discord's answer: %w", err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
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
