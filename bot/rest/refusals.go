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

// Discord bans an address for a while that has 10,000 requests refused (401,
// 403, and 429 of other scopes than "shared") within refusedWindow.
const (
	refusedWindow = 10 * time.Minute
	refusedSlot   = 10 * time.Second // refusals are counted by slots of this
	refusedSlots  = int64(refusedWindow/refusedSlot) + 1

	// slowFrom is how many refusals there may be before requests are slowed to
	// one in slowPace, which are 3,000 in the window.
	slowFrom = 1000
	slowPace = 200 * time.Millisecond
	// stopFrom is how many there may be before nothing is sent any more until
	// some have fallen out of the window.
	stopFrom = 5000
)

// errRefused says that nothing is sent because too much was refused.
var errRefused = errors.New("too many requests were refused by Discord in the last 10 minutes, for which it would ban this address")

// refusals counts what Discord refuses, and slows down for it.
type refusals struct {
	log *slog.Logger

	mu     sync.Mutex
	slots  [refusedSlots]int // a ring, by slot of time
	newest int64             // the slot of time that was counted in last
	total  int               // of the slots
	next   time.Time         // when the next request may go while slowed
	warned time.Time
}

// count counts a response, where it is a refusal.
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

// advance drops what has fallen out of the window. It needs r.mu held.
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

// wait waits until a request may go, and returns for how long. It fails where
// that is not within ctx.
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

// reserve sets the next free time for a request aside and returns how long it
// is until then.
func (r *refusals) reserve(ctx context.Context, now time.Time) (time.Duration, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.advance(now)
	if r.total < slowFrom {
		return 0, nil
	}
	if now.Sub(r.warned) >= refusedWindow {
		r.warned = now
		r.log.ErrorContext(ctx, "Discord refuses requests, which are slowed down; check the bot's token and permissions", "refused_in_10_minutes", r.total)
	}
	if r.total >= stopFrom {
		return 0, fmt.Errorf("%w: %d", errRefused, r.total)
	}
	at := r.next
	if at.Before(now) {
		at = now
	}
	if end, bounded := ctx.Deadline(); bounded && end.Before(at) {
		return 0, fmt.Errorf("%w: the next may go in %v", errRefused, at.Sub(now).Round(time.Millisecond))
	}
	r.next = at.Add(slowPace)
	return at.Sub(now), nil
}
