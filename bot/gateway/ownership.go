package gateway

import (
	"context"
	"sync"
	"time"
)

// firstResponse is how long Discord waits for the first response to an
// interaction. An older interaction cannot be answered any more.
const firstResponse = 3 * time.Second

// ownership knows whether this process may answer for its shards. While their
// leases last by this process's clocks, it surely may. That stays right if the
// process was stopped for a while.
type ownership struct {
	term, round time.Duration
	wake        chan struct{} // asks for a renewal at once

	mu      sync.Mutex
	renewed time.Time     // when the last successful renewal began
	failed  time.Time     // when the last renewal ended, if it failed
	ended   chan struct{} // closed by the next renewal
	mine    map[int]bool
}

func newOwnership(term, round time.Duration) *ownership {
	return &ownership{term: term, round: round, wake: make(chan struct{}, 1), ended: make(chan struct{}), mine: map[int]bool{}}
}

// elapsed returns how long ago t was, by the monotonic clock or the wall clock,
// whichever says more: one of them stops while the machine sleeps, and the
// other may be set back.
func elapsed(t time.Time) time.Duration {
	return max(time.Since(t), time.Now().Round(0).Sub(t.Round(0)))
}

// renewal records that a renewal, which began at begun, has ended.
func (w *ownership) renewal(begun time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ok {
		w.renewed, w.failed = begun, time.Time{}
	} else {
		w.failed = time.Now()
	}
	close(w.ended)
	w.ended = make(chan struct{})
}

func (w *ownership) gain(shard int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mine[shard] = true
}

func (w *ownership) lose(shard int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.mine, shard)
}

// certain reports whether the shard's lease cannot have been lost. It also
// returns true if the store of the leases has failed just now: interactions are
// then answered all the same, and no change can be stored that another process
// might store too.
func (w *ownership) certain(shard int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mine[shard] && (elapsed(w.renewed) < w.term || elapsed(w.failed) < 2*w.round+takeWithin)
}

// admit reports whether to answer an interaction that was sent to the shard at
// the given time. If the lease may have been lost while the process was
// stopped, admit waits until the leases were renewed, or until the renewal
// fails.
func (w *ownership) admit(ctx context.Context, shard int, sent time.Time) bool {
	limit := time.NewTimer(firstResponse)
	defer limit.Stop()
	for waited := false; !w.certain(shard); waited = true {
		w.mu.Lock()
		mine, beaten := w.mine[shard], w.ended
		w.mu.Unlock()
		if !mine || waited && elapsed(sent) > firstResponse {
			return false
		}
		select {
		case w.wake <- struct{}{}:
		default:
		}
		select {
		case <-beaten:
		case <-limit.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}
