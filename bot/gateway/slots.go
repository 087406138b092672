package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"verbatim/bot/rest"
)

const (
	// slotHold is how long a process keeps a slot at most that it has not used
	// yet: it connects meanwhile.
	slotHold = openWithin
	// slotAgain is how long the others of a rate-limit key wait after an
	// identify. Leases count in whole seconds: it may be one less.
	slotAgain = identifyEvery + time.Second
	// slotLook is how far apart the looks are at a slot that another has.
	slotLook = 500 * time.Millisecond
)

// slots are the identifies that Discord takes in 5 s, shared with other
// processes. A keeper that cannot be reached shares nothing: where two identify
// at once then, Discord has the second try again.
type slots struct {
	leases leases
	name   string // of this process
	log    *slog.Logger
}

func slotName(key int) string { return fmt.Sprintf("%s%d", slotPrefix, key) }

// take waits for the slot of a rate-limit key.
func (s *slots) take(ctx context.Context, key int) error {
	for {
		ok, err := s.hold(ctx, key, slotHold)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.log.Debug("turns to identify are not shared for now", "error", err)
			return nil // who cannot share identifies on its own account
		}
		if ok {
			return nil
		}
		if !rest.Sleep(ctx, slotLook/2+rand.N(slotLook)) {
			return ctx.Err()
		}
	}
}

// use is called just before the identify. It fails where the slot was lost.
func (s *slots) use(ctx context.Context, key int) error {
	if ok, err := s.hold(ctx, key, slotAgain); err == nil && !ok {
		return fmt.Errorf("the turn to identify was lost to another process")
	}
	return nil
}

// drop gives the slot back unused, where the keeper can be reached; else it runs
// out.
func (s *slots) drop(ctx context.Context, key int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeWithin)
	defer cancel()
	l, ok, err := s.leases.Take(ctx, slotName(key), s.name, time.Second)
	if ok && err == nil {
		err = s.leases.Give(ctx, l)
	}
	if err != nil {
		s.log.Warn("a turn to identify cannot be given back, and runs out", "error", err)
	}
}

func (s *slots) hold(ctx context.Context, key int, term time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	_, ok, err := s.leases.Take(ctx, slotName(key), s.name, term)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("turns to identify are not shared with other processes just now", "error", err)
	}
	return ok, err
}
