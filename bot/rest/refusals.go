package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Discord bans an address for a while if it refuses 10,000 of its requests
// (with 401, 403, or a 429 of a scope other than "shared") within
// refusedWindow.
const (
	refusedWindow = 10 * time.Minute
	refusedSlot   = 10 * time.Second // refusals are counted per slot of this length
	refusedSlots  = int64(refusedWindow/refusedSlot) + 1

	// When there are slowFrom refusals, requests are slowed down
	// to one per slowPace, which makes 3,000 in the window.
	slowFrom = 1000
	slowPace = 200 * time.Millisecond
	// When there are stopFrom refusals, no request is sent until
	// some have left the window.
	stopFrom = 5000
)

// errRefused means that a request was not sent because too many were refused.
var errRefused = errors.New("too many requests were refused by Discord in the last 10 minutes; it could ban this address")

// refusals counts the requests that Discord refuses, and slows down if there
// are many.
type refusals struct {
	log *slog.Logger

	mu     sync.Mutex
	slots  [refusedSlots]int // a ring, by slot of time
	newest int64             // the slot of time that was counted in last
	total  int               // of all slots
	next   time.Time         // earliest time for the next request while slowed down
	warned time.Time
}

// count counts a response if it is a refusal.
func (r *refusals) count(response *http.Response) {
	if response == nil {
		return
	}
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
	case http.StatusTooManyRequests:
		if response.Header.Get("X-RateLimit-Scope") == "shared" {
			return
		}
	default:
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.advance(time.Now())
	r.slots[r.newest%refusedSlots]++
	r.total++
}

// advance drops the slots that have left the window. The caller holds r.mu.
func (r *refusals) advance(now time.Time) {
	slot := now.UnixNano() / int64(refusedSlot)
	if slot-r.newest > refusedSlots {
		r.newest = slot - refusedSlots
	}
	for r.newest < slot {
		r.newest++
		r.total -= r.slots[r.newest%refusedSlots]
		r.slots[r.newest%refusedSlots] = 0
	}
}

// wait waits until a request may go, and returns how long it waited. It returns
// an error if that would take longer than ctx.
func (r *refusals) wait(ctx context.Context) (time.Duration, error) {
	pause, err := r.reserve(ctx, time.Now())
	if err != nil || pause <= 0 {
		return 0, err
	}
	if !Sleep(ctx, pause) {
		return pause, ctx.Err()
	}
	return pause, nil
}

// reserve reserves the next free time for a request and returns how long it is
// until then.
func (r *refusals) reserve(ctx context.Context, now time.Time) (time.Duration, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.advance(now)
	if r.total < slowFrom {
		return 0, nil
	}
	if now.Sub(r.warned) >= refusedWindow {
		r.warned = now
		r.log.ErrorContext(ctx, "Discord refuses many requests; slowing down: check the bot's token and permissions", "refused_in_10_minutes", r.total)
	}
	if r.total >= stopFrom {
		return 0, fmt.Errorf("%w: %d", errRefused, r.total)
	}
	at := r.next
	if at.Before(now) {
		at = now
	}
	if end, bounded := ctx.Deadline(); bounded && end.Before(at) {
		return 0, fmt.Errorf("%w: the next one can be sent in %v", errRefused, at.Sub(now).Round(time.Millisecond))
	}
	r.next = at.Add(slowPace)
	return at.Sub(now), nil
}
