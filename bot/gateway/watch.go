package gateway

import (
	"context"
	"sync"
	"time"
)

// firstResponse is how long Discord waits for the first response to an
// interaction. What is older is answered to nobody.
const firstResponse = 3 * time.Second

// watch knows whether this process may answer for its shards: surely while their
// leases last, by this process's own clocks, whatever time the process has spent
// stopped.
type watch struct {
	term, round time.Duration
	wake        chan struct{} // asks for a beat at once

	mu      sync.Mutex
	renewed time.Time     // when the last beat that succeeded began
	failed  time.Time     // when the last beat ended, where it failed
	beaten  chan struct{} // closed by the next beat
	mine    map[int]bool
}

func newWatch(term, round time.Duration) *watch {
	return &watch{term: term, round: round, wake: make(chan struct{}, 1), beaten: make(chan struct{}), mine: map[int]bool{}}
}

// since is how long ago t was, by the monotonic clock or by the wall's, whichever
// says more: one of them stands still while a machine sleeps, and the other may
// be set back.
func since(t time.Time) time.Duration {
	return max(time.Since(t), time.Now().Round(0).Sub(t.Round(0)))
}

// beat takes in that a beat which began then has ended.
func (w *watch) beat(begun time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ok {
		w.renewed, w.failed = begun, time.Time{}
	} else {
		w.failed = time.Now()
	}
	close(w.beaten)
	w.beaten = make(chan struct{})
}

func (w *watch) gain(shard int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mine[shard] = true
}

func (w *watch) lose(shard int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.mine, shard)
}

// certain reports whether the shard's lease cannot have been lost, or whether
// the keeper of the leases has just now not answered: then what comes is
// answered all the same, and nothing can be stored that another might store too.
func (w *watch) certain(shard int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mine[shard] && (since(w.renewed) < w.term || since(w.failed) < 2*w.round+takeWithin)
}

// admit reports whether to answer what was sent to the shard at that time. Where
// the lease may have been lost, since the process was stopped for a while, it
// waits until the keeper of the leases has said so, or cannot be reached.
func (w *watch) admit(ctx context.Context, shard int, sent time.Time) bool {
	limit := time.NewTimer(firstResponse)
	defer limit.Stop()
	for waited := false; !w.certain(shard); waited = true {
		w.mu.Lock()
		mine, beaten := w.mine[shard], w.beaten
		w.mu.Unlock()
		if !mine || waited && since(sent) > firstResponse {
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
