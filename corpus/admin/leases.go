package admin

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"verbatim/corpus/store"
)

// leasePrefix begins the names of these leases.
const leasePrefix = "turn/"

// leases holds the leases of this process, by what they are for.
type leases struct {
	store  *store.Store
	log    *slog.Logger
	holder string // name of this process

	mu   sync.Mutex
	held map[string]store.Lease
}

// Acquire takes or renews the lease on what, which one process at a time may do,
// for term from now. ok is true if this process has it. kept is true if no other
// process can have had it since the last call, so what this process has read
// since then is still valil.
func (l *leases) Acquire(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if have, has := l.held[what]; has {
		have, err = l.store.Renew(ctx, have, term)
		if err == nil {
			l.held[what] = have
			return true, true, nil
		}
		if !errors.Is(err, store.ErrLeaseLost) {
			return false, false, err
		}
		delete(l.held, what)
	}
	taken, err := l.store.Acquire(ctx, leasePrefix+what, l.holder, term)
	if errors.Is(err, store.ErrLeaseHeld) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if l.held == nil {
		l.held = map[string]store.Lease{}
	}
	l.held[what] = taken
	return true, false, nil
}

// Release gives the lease back, so another process can take it at once. If the
// store cannot be reached, the lease runs out by itself.
func (l *leases) Release(ctx context.Context, what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, has := l.held[what]
	if !has {
		return
	}
	delete(l.held, what)
	if err := l.store.Release(ctx, have); err != nil && ctx.Err() == nil {
		l.log.WarnContext(ctx, "lease not released; it runs out by itself", "lease", what, "error", err)
	}
}
