package admin

import (
	"context"
	"errors"
	"sync"
	"time"

	"verbatim/corpus/store"
)

// turnPrefix begins the names of the leases of turns.
const turnPrefix = "turn/"

// turns are the leases that this process has, by what they are for.
type turns struct {
	mu  sync.Mutex
	had map[string]store.Lease
}

// Turn takes, or keeps, the right to do what one process at a time may do, for
// term from now. ok says that this process has it; kept, that nobody else can
// have had it since the process took its turn before, so that what it has read
// since then still holds.
func (d *Service) Turn(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error) {
	d.turns.mu.Lock()
	defer d.turns.mu.Unlock()
	if l, has := d.turns.had[what]; has {
		l, err = d.store.Renew(ctx, l, term)
		if err == nil {
			d.turns.had[what] = l
			return true, true, nil
		}
		if !errors.Is(err, store.ErrLeaseLost) {
			return false, false, err
		}
		delete(d.turns.had, what)
	}
	l, err := d.store.Acquire(ctx, turnPrefix+what, d.holder, term)
	if errors.Is(err, store.ErrLeaseHeld) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if d.turns.had == nil {
		d.turns.had = map[string]store.Lease{}
	}
	d.turns.had[what] = l
	return true, false, nil
}

// Yield gives a turn back, so that another process may have it at once. Where
// the store cannot be reached it runs out.
func (d *Service) Yield(ctx context.Context, what string) {
	d.turns.mu.Lock()
	defer d.turns.mu.Unlock()
	l, has := d.turns.had[what]
	if !has {
		return
	}
	delete(d.turns.had, what)
	if err := d.store.Release(ctx, l); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "a turn is not given back, and runs out", "turn", what, "error", err)
	}
}
