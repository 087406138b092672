package fetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	maxAttempts   = 4                  // per request
	maxRetryWait  = time.Minute        // longest wait before a retry
	maxRetryAfter = 7 * 24 * time.Hour // longest Retry-After that is believed
)

// retrier repeats requests after temporary failures.
type retrier struct {
	wait time.Duration // before the first retry; not positive means no wait
	now  func() time.Time
	log  *slog.Logger
}

// do calls ask until it succeeds, fails for good, or has failed maxAttempts
// times. Between calls it waits as long as the site says, or exponentially
// longer with jitter.
func (r retrier) do(ctx context.Context, u *url.URL, ask func() (*response, error)) (*response, error) {
	wait := max(r.wait, 0)
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
			after = r.retryAfter(resp)
		}
		pause := max(after, withJitter(wait))
		if !isTemporary(err) || n == maxAttempts || pause > maxRetryWait {
			if after > 0 {
				err = &retryLaterError{r.now().Add(after), fmt.Errorf("%w; it asks not to be asked again for %s", err, after.Round(time.Second))}
			}
			return nil, err
		}
		r.log.DebugContext(ctx, "asking again", "url", u.Redacted(), "in", pause, "error", err)
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

// retryAfter returns how long a site wants to be left in peace, or 0 if it does
// not say.
func (r retrier) retryAfter(resp *response) time.Duration {
	value := strings.TrimSpace(resp.header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(r.now()), 0), maxRetryAfter)
	}
	return 0
}
