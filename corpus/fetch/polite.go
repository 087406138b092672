package fetch

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// maxHosts is how many hosts are remembered before idle ones are forgotten.
const maxHosts = 1024

// hostGates lets one request at a time through to each host, with pauses in
// between. If several guilds wait for the same host, they take turns, so a
// guild with many requests delays another one by at most one request.
type hostGates struct {
	mu    sync.Mutex
	gates map[string]*gate
}

// gate is the gate to one host. hostGates.mu guards all fields except next.
type gate struct {
	busy     bool      // a request is in progress or waits for its time
	next     time.Time // earliest start of the next request; owned by whoever made the gate busy
	users    int       // requests in progress or waiting
	queue    []*waiter // waiting requests, in order of arrival
	served   map[string]int
	admitted int // count of admitted requests
}

// waiter is a request that waits at a gate.
type waiter struct {
	owner string
	ready chan struct{} // closed when it is admitted
}

// ownerKey is the context key of the owner of requests.
type ownerKey struct{}

// ownedBy marks the requests of ctx as those of one guild.
func ownedBy(ctx context.Context, owner string) context.Context {
	return context.WithValue(ctx, ownerKey{}, owner)
}

func ownerOf(ctx context.Context) string {
	owner, _ := ctx.Value(ownerKey{}).(string)
	return owner
}

// enter waits until the host may be asked. The caller must call leave when the
// request is done; the next request may start delay later. The error wraps
// ErrNotAsked and the cause of ctx's end.
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

// join adds a waiter to the queue of a host's gate.
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

// forgetIdle removes idle hosts when there are too many.
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

// admit admits the next waiter: the first one of the owner that was admitted
// the longest ago.
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

// handOn ends a request and admits the next waiter.
func (h *hostGates) handOn(g *gate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
	g.admit()
}

// giveUp removes a waiter from the queue.
func (h *hostGates) giveUp(g *gate, w *waiter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
	if at := slices.Index(g.queue, w); at >= 0 {
		g.queue = slices.Delete(g.queue, at, at+1)
		return
	}
	g.admit() // it was admitted just then
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
