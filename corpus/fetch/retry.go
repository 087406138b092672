package fetch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"verbatim/corpus"
)

const (
	maxAttempts   = 4                  // per request
	maxRetryWait  = time.Minute        // longest wait before a retry
	maxRetryAfter = 7 * 24 * time.Hour // longest Retry-After that is believed
)

// retryLaterError says when a site wants to be asked again.
type retryLaterError struct {
	at  time.Time
	err error
}

func (e *retryLaterError) Error() string { return e.err.Error() }
func (e *retryLaterError) Unwrap() error { return e.err }

// RetryAt returns the time before which the site asked not to be contacted
// again, or false if it named no time.
func RetryAt(err error) (time.Time, bool) {
	var later *retryLaterError
	if !errors.As(err, &later) {
		return time.Time{}, false
	}
	return later.at, true
}

// retry calls ask until it succeeds, fails for good, or has failed maxAttempts
// times. Between calls it waits as long as the site says, or exponentially
// longer with jitter.
func (f *Fetcher) retry(ctx context.Context, u *url.URL, ask func() (*response, error)) (*response, error) {
	wait := max(f.retryWait, 0)
	for n := 1; ; n++ {
		resp, err := ask()
		if ctx.Err() != nil && !errors.Is(err, ErrNotAsked) {
			return nil, context.Cause(ctx)
		}
		var after time.Duration
		if err == nil {
			if err = statusError(resp); err == nil {
				return resp, nil
			}
			after = f.retryAfter(resp)
		}
		pause := max(after, withJitter(wait))
		if !isTemporary(err) || n == maxAttempts || pause > maxRetryWait {
			if after > 0 {
				err = &retryLaterError{f.now().Add(after), fmt.Errorf("%w; it asks not to be asked again for %s", err, after.Round(time.Second))}
			}
			return nil, err
		}
		f.log.DebugContext(ctx, "asking again", "url", u.Redacted(), "in", pause, "error", err)
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		wait *= 2
	}
}

// withJitter returns d, changed by up to a half at random.
func withJitter(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return d/2 + rand.N(d) //nolint:gosec // nobody gains by guessing it
}

// temporaryStatus is a status that may change soon.
type temporaryStatus struct{ error }

func (e temporaryStatus) Unwrap() error { return e.error }

// statusError returns the error for a status, or nil if it is a success or a
// redirect.
func statusError(resp *response) error {
	status := fmt.Sprintf("%d %s", resp.status, http.StatusText(resp.status))
	switch resp.status {
	case http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("%w (%s): check the address", corpus.ErrGone, status)
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return fmt.Errorf("%w (%s): open it in a browser and paste its text instead", corpus.ErrRefused, status)
	case http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusTooEarly:
		return temporaryStatus{fmt.Errorf("%w: it answers %s", corpus.ErrUnreachable, status)}
	}
	switch {
	case resp.status >= 500 && resp.status != http.StatusNotImplemented && resp.status != http.StatusHTTPVersionNotSupported:
		return temporaryStatus{fmt.Errorf("%w: it answers %s", corpus.ErrUnreachable, status)}
	case resp.status >= 400, resp.status == http.StatusMultipleChoices, resp.status == http.StatusUseProxy:
		return fmt.Errorf("%w: it answers %s", corpus.ErrRefused, status)
	}
	return nil
}

// isTemporary reports whether the same request may succeed soon. This is so for
// failures of the network and for overloaded servers, but not for invalid
// requests or slow responses.
func isTemporary(err error) bool {
	var status temporaryStatus
	return errors.As(err, &status) || !isKnown(err) && !errors.Is(err, errSlow) && !errors.Is(err, ErrNotAsked)
}

// retryAfter returns how long a site wants to be left in peace, or 0 if it does
// not say.
func (f *Fetcher) retryAfter(resp *response) time.Duration {
	value := strings.TrimSpace(resp.header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(f.now()), 0), maxRetryAfter)
	}
	return 0
}
