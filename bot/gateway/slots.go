package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"verbatim/bot/rest"
)

const (
	// slotHold is the longest time that a process keeps a slot without using it;
	// it connects meanwhile.
	slotHold = openWithin
	// slotAgain is how long the other shards of a rate-limit key wait after an
	// identify. Leases count in whole seconds, so the wait may be one second
	// less.
	slotAgain = identifyEvery + time.Second
	// slotLook is the average time between two attempts to take a slot that
	// another process has.
	slotLook = 500 * time.Millisecond
)

// identifySlots shares the identifies that Discord allows in 5 s with the other
// processes. If the store of the leases cannot be reached, no sharing takes
// place; if two processes then identify at once, Discord makes the second try
// again.
type identifySlots struct {
	leases leaseStore
	name   string // of this process
	log    *slog.Logger
}

func slotName(key int) string { return fmt.Sprintf("%s%d", slotPrefix, key) }

// takeSlot waits for the slot of a rate-limit key.
func (s *identifySlots) takeSlot(ctx context.Context, key int) error {
	for {
		ok, err := s.hold(ctx, key, slotHold)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.log.Debug("turns to identify are not shared at the moment", "error", err)
			return nil // without sharing, this process identifies at its own risk
		}
		if ok {
			return nil
		}
		if !rest.Sleep(ctx, slotLook/2+rand.N(slotLook)) { //nolint:gosec // guessing it gains no one anything
			return ctx.Err()
		}
	}
}

// useSlot is called just before the identify. It returns an error if the slot was
// lost.
func (s *identifySlots) useSlot(ctx context.Context, key int) error {
	if ok, err := s.hold(ctx, key, slotAgain); err == nil && !ok {
		return errors.New("another process has taken the turn to identify")
	}
	return nil
}

// dropSlot gives the unused slot back. If that fails, the slot runs out.
func (s *identifySlots) dropSlot(ctx context.Context, key int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeWithin)
	defer cancel()
	l, ok, err := s.leases.Acquire(ctx, slotName(key), s.name, time.Second)
	if ok && err == nil {
		err = s.leases.Release(ctx, l)
	}
	if err != nil {
		s.log.Warn("cannot give a turn to identify back; it will run out", "error", err)
	}
}

func (s *identifySlots) hold(ctx context.Context, key int, term time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	_, ok, err := s.leases.Acquire(ctx, slotName(key), s.name, term)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("cannot share turns to identify with other processes at the moment", "error", err)
	}
	return ok, err
}
