package fetch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// maxHosts is how many hosts are remembered before idle ones are forgotten.
const maxHosts = 1024

// ErrNotAsked says that the time was over before a document was asked for: its
// turn at its host, or the room for it in memory, had not come.
var ErrNotAsked = errors.New("its turn to be asked for did not come in time")

// hostGates lets one request at a time through to each host, spaced in time. Whose
// requests wait for the same host take turns, so that one guild's many do not
// delay another's by more than one request.
type hostGates struct {
	mu   sync.Mutex
	gates map[string]*gate
}

// gate is one host's. hosts.mu guards it, but for next.
type gate struct {
	busy   bool      // a request is under way, or waits for its moment
	next   time.Time // before which none may begin; whoever made it busy owns it
	users  int       // who are at the gate or wait for it
	queue   []*waiter // who wait, the first to come first
	served map[string]int
	admitted  int // given so far
}

// waiter waits at a gate.
type waiter struct {
	owner string
	ready chan struct{} // closed when its turn has come
}

// ownerKey is the key of a context's owner: whose requests it is about.
type ownerKey struct{}

// ownedBy is ctx for the requests of one guild.
func ownedBy(ctx context.Context, owner string) context.Context {
	return context.WithValue(ctx, ownerKey{}, owner)
}

func ownerOf(ctx context.Context) string {
	owner, _ := ctx.Value(ownerKey{}).(string)
	return owner
}

// enter waits until host may be asked, and returns what is to be called when
// that is done: the next request may begin delay later. Its error wraps
// ErrNotAsked and why ctx ended.
func (h *hostGates) enter(ctx context.Context, now func() time.Time, host string, delay time.Duration) (leave func(), err error) {
	g, w := h.join(now(), host, ownerOf(ctx))
	select {
	case <-w.ready:
	case <-ctx.Done():
		h.giveUp(g, w)
		return nil, fmt.Errorf("%w: %w", ErrNotAsked, context.Cause(ctx))
	}
	if err := sleep(ctx, g.next.Sub(now())); err != nil {
		h.handOn(g)
		return nil, fmt.Errorf("%w: %w", ErrNotAsked, err)
	}
	return func() {
		g.next = now().Add(delay)
		h.handOn(g)
	}, nil
}

// join takes a place in the line at a host's gate.
func (h *hostGates) join(now time.Time, host, owner string) (*gate, *waiter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.gates[host]
	if g == nil {
		h.forgetIdle(now)
		g = &gate{served: map[string]int{}}
		h.gates[host] = g
	}
	w := &waiter{owner: owner, ready: make(chan struct{})}
	g.users++
	g.queue = append(g.queue, w)
	if !g.busy {
		g.admit()
	}
	return g, w
}

// forgetIdle makes room for another host.
func (h *hostGates) forgetIdle(now time.Time) {
	if h.gates == nil {
		h.gates = map[string]*gate{}
	}
	if len(h.gates) < maxHosts {
		return
	}
	for name, g := range h.gates {
		if g.users == 0 && g.next.Before(now) {
			delete(h.gates, name)
		}
	}
}

// admit lets the next in line through: the first of the owner who was let
// through the longest ago.
func (g *gate) admit() {
	g.busy = len(g.queue) > 0
	if !g.busy {
		clear(g.served)
		return
	}
	next := 0
	for i, w := range g.queue {
		if g.served[w.owner] < g.served[g.queue[next].owner] {
			next = i
		}
	}
	w := g.queue[next]
	g.queue = slices.Delete(g.queue, next, next+1)
	g.admitted++
	g.served[w.owner] = g.admitted
	close(w.ready)
}

// handOn hands the gate on.
func (h *hostGates) handOn(g *gate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
	g.admit()
}

// giveUp leaves the line.
func (h *hostGates) giveUp(g *gate, w *waiter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
	if at := slices.Index(g.queue, w); at >= 0 {
		g.queue = slices.Delete(g.queue, at, at+1)
		return
	}
	g.admit() // its turn came just then
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
