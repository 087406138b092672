package index

import "sync/atomic"

// pulse hears that a loop goes round, or waits for something that may never
// come.
type pulse interface {
	Beat(loop string)
	Rest(loop string)
}

// loopFollow is what Follow is called where it beats.
const loopFollow = "index"

// life is the signs of life that following gives: at each batch, and none while
// it waits for changes or for a merge.
type life struct {
	pulse pulse       // nil where nobody listens
	rests atomic.Bool // whoever else catches up meanwhile is not the loop
}

// Pulse lets p hear that CatchUp and Follow go on. It is called before them.
func (x *Index) Pulse(p pulse) { x.life.pulse = p }

func (l *life) beat() {
	if l.pulse != nil && !l.rests.Load() {
		l.pulse.Beat(loopFollow)
	}
}

// waiting begins a wait, which ends when the function that it returns is called.
func (l *life) waiting() (over func()) {
	if l.pulse == nil || l.rests.Swap(true) {
		return func() {}
	}
	l.pulse.Rest(loopFollow)
	return func() {
		l.rests.Store(false)
		l.pulse.Beat(loopFollow)
	}
}
