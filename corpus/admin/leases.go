package admin

import (
	"context"
	"errors"
	"sync"
	"time"

	"verbatim/corpus/store"
)

// leasePrefix begins the names of these leases.
const leasePrefix = "turn/"

// leases holds the leases of this process, by what they are for.
type leases struct {
	mu   sync.Mutex
	held map[string]store.Lease
}

// Acquire takes or renews the lease on what, which one process at a time may do,
// for term from now. ok is true if this process has it. kept is true if no other
// process can have had it since the last call, so what this process has read
// since then is still valid.
func (d *Service) Acquire(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error) {
	d.turns.mu.Lock()
	defer d.turns.mu.Unlock()
	if l, has := d.turns.held[what]; has {
		l, err = d.store.Renew(ctx, l, term)
		if err == nil {
			d.turns.held[what] = l
			return true, true, nil
		}
		if !errors.Is(err, store.ErrLeaseLost) {
			return false, false, err
		}
		delete(d.turns.held, what)
	}
	l, err := d.store.Acquire(ctx, leasePrefix+what, d.holder, term)
	if errors.Is(err, store.ErrLeaseHeld) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if d.turns.held == nil {
		d.turns.held = map[string]store.Lease{}
	}
	d.turns.held[what] = l
	return true, false, nil
}

// Release gives the lease back, so another process can take it at once. If the
// store cannot be reached, the lease runs out by itself.
func (d *Service) Release(ctx context.Context, what string) {
	d.turns.mu.Lock()
	defer d.turns.mu.Unlock()
	l, has := d.turns.held[what]
	if !has {
		return
	}
	delete(d.turns.held, what)
	if err := d.store.Release(ctx, l); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "lease not released; it runs out by itself", "lease", what, "error", err)
	}
}
