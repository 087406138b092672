package gateway

import (
	"context"
	"fmt"
	"sync"
	"time"

	"verbatim/bot/rest"
)

// identifyTurn is a shard's turn to identify.
type identifyTurn struct {
	starts *startBudget
	shard  int

	mu  sync.Mutex
	key *identifyKey // the key that the shard has; nil if it is not its turn
}

func newIdentifyTurn(s *startBudget, shard int) *identifyTurn {
	return &identifyTurn{starts: s, shard: shard}
}

// take waits for the turn. The shard then has it until use or drop.
func (t *identifyTurn) take(ctx context.Context) error {
	for {
		if err := t.starts.budget(ctx); err != nil {
			return err
		}
		k := t.starts.key(t.shard)
		left, err := t.await(ctx, k)
		if err == nil && left {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.key = k
			return nil
		}
		t.starts.settle(false)
		if err != nil {
			return err
		}
	}
}

// await waits for a rate-limit key, first within this process and then among
// all processes. It reports whether a start is left then; other processes may
// have used the last one meanwhile.
func (t *identifyTurn) await(ctx context.Context, k *identifyKey) (left bool, err error) {
	select {
	case <-k.free:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if !rest.Sleep(ctx, time.Until(k.last.Add(identifyEvery))) {
		k.free <- struct{}{}
		return false, ctx.Err()
	}
	if t.starts.slots == nil {
		return true, nil
	}
	if err = t.starts.slots.takeSlot(ctx, k.n); err == nil {
		if left, err = t.starts.stillLeft(ctx); err == nil && left {
			return true, nil
		}
		t.starts.slots.dropSlot(ctx, k.n)
	}
	k.free <- struct{}{}
	return false, err
}

// use is called when the shard identifies. If it is not the shard's turn, use
// waits for it, at most turnWithin.
func (t *identifyTurn) use(ctx context.Context) error {
	if k := t.held(); k == nil {
		waiting, cancel := context.WithTimeout(ctx, turnWithin)
		defer cancel()
		if err := t.take(waiting); err != nil {
			return fmt.Errorf("wait for the shard's turn to identify: %w", err)
		}
	}
	k := t.held()
	if t.starts.slots != nil && k != nil {
		if err := t.starts.slots.useSlot(ctx, k.n); err != nil {
			t.finish(false)
			return err
		}
	}
	t.finish(true)
	return nil
}

// drop gives the turn up if it was not used.
func (t *identifyTurn) drop() {
	k := t.held()
	if t.starts.slots != nil && k != nil {
		t.starts.slots.dropSlot(context.Background(), k.n)
	}
	t.finish(false)
}

// held returns the key that the shard has, or nil if it is not its turn.
func (t *identifyTurn) held() *identifyKey {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.key
}

// finish ends the turn if the shard has it.
func (t *identifyTurn) finish(used bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.key == nil {
		return
	}
	if used {
		t.key.last = time.Now()
	}
	t.key.free <- struct{}{}
	t.key = nil
	t.starts.settle(used)
}
