package fetch

import (
	"context"
	"sync"
	"time"
)

// maxHosts is how many hosts are remembered before idle ones are forgotten.
const maxHosts = 1024

// hosts lets one request at a time through to each host, spaced in time.
type hosts struct {
	mu   sync.Mutex
	gate map[string]*gate
}

type gate struct {
	busy  chan struct{} // holds a token while a request is under way
	next  time.Time     // before which none may begin; the token's holder owns it
	users int           // who hold or wait for the token; guarded by hosts.mu
}

// enter waits until host may be asked, and returns what is to be called when
// that is done: the next request may begin delay later.
func (h *hosts) enter(ctx context.Context, now func() time.Time, host string, delay time.Duration) (leave func(), err error) {
	g := h.take(now(), host)
	select {
	case g.busy <- struct{}{}:
	case <-ctx.Done():
		h.put(g)
		return nil, context.Cause(ctx)
	}
	if err := sleep(ctx, g.next.Sub(now())); err != nil {
		<-g.busy
		h.put(g)
		return nil, err
	}
	return func() {
		g.next = now().Add(delay)
		<-g.busy
		h.put(g)
	}, nil
}

func (h *hosts) take(now time.Time, host string) *gate {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gate == nil {
		h.gate = map[string]*gate{}
	}
	if len(h.gate) >= maxHosts {
		for name, g := range h.gate {
			if g.users == 0 && g.next.Before(now) {
				delete(h.gate, name)
			}
		}
	}
	g := h.gate[host]
	if g == nil {
		g = &gate{busy: make(chan struct{}, 1)}
		h.gate[host] = g
	}
	g.users++
	return g
}

func (h *hosts) put(g *gate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
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
