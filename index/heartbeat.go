package index

import "sync/atomic"

// liveness hears that a loop makes progress, or that it rests: it waits for
// something that may never come.
type liveness interface {
	Beat(loop string)
	Rest(loop string)
}

// loopFollow is the name under which Follow beats.
const loopFollow = "index"

// heartbeat says that following makes progress. It beats at each batch, and rests
// while the index waits for changes or for a merge.
type heartbeat struct {
	liveness liveness    // nil if no one listens
	rests    atomic.Bool // another goroutine that catches up meanwhile does not beat
}

func (h *heartbeat) beat() {
	if h.liveness != nil && !h.rests.Load() {
		h.liveness.Beat(loopFollow)
	}
}

// rest begins a rest. The function that it returns ends it.
func (h *heartbeat) rest() (end func()) {
	if h.liveness == nil || h.rests.Swap(true) {
		return func() {}
	}
	h.liveness.Rest(loopFollow)
	return func() {
		h.rests.Store(false)
		h.liveness.Beat(loopFollow)
	}
}
