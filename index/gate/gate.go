package gate

import (
	"context"
	"slices"
	"sync"
	"time"
)

// patience is how much work may be queued before a reading. If there is more, the question
// is answered by words alone.
const patience = time.Second

// firstPair is what a pair is taken to cost until one was read, and averaged is the number of
// readings that the average of the cost mostly depends on.
const (
	firstPair = 5 * time.Millisecond
	averaged  = 8
)

// Gate lets a bounded number of readings through at once, in the order in which they come, and
// turns those away that would have to wait too long.
type Gate struct {
	slots int // readings at once
	now   func() time.Time

	mu      sync.Mutex
	busy    int
	pairs   int           // of all readings that are let through or wait
	perPair time.Duration // average time to read a pair
	waiting []*turn
	meter   Meter // nil if no one counts
}

// turn is a reading that waits. Its channel is closed when it is let through.
type turn struct{ come chan struct{} }

// New returns a gate for so many readings at once.
func New(slots int, now func() time.Time) *Gate {
	return &Gate{slots: max(1, slots), now: now, perPair: firstPair}
}

// Enter waits until a reading of that many pairs may begin. It returns false at once if more
// than a second of work is before it, or when ctx ends. Otherwise release must be called at
// the end of the reading.
func (g *Gate) Enter(ctx context.Context, pairs int) (release func(), ok bool) {
	pairs = max(1, pairs)
	if ctx.Err() != nil {
		return nil, false
	}
	mine := g.queue(pairs)
	if mine == nil {
		return nil, false
	}
	select {
	case <-mine.come:
	case <-ctx.Done():
		if g.abandon(mine, pairs) {
			return nil, false
		}
	}
	began := g.now()
	return sync.OnceFunc(func() { g.leave(pairs, g.now().Sub(began)) }), true
}

// queue returns the turn of a reading, or nil if too much work is before it.
func (g *Gate) queue(pairs int) *turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy >= g.slots && time.Duration(g.pairs)*g.perPair/time.Duration(g.slots) > patience {
		return nil
	}
	g.pairs += pairs
	mine := &turn{make(chan struct{})}
	if g.busy < g.slots {
		g.busy++
		close(mine.come)
		return mine
	}
	g.waiting = append(g.waiting, mine)
	g.report()
	return mine
}

// abandon takes a turn out of the queue. It returns false if the turn has come.
func (g *Gate) abandon(mine *turn, pairs int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, mine)
	if i < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	g.pairs -= pairs
	g.report()
	return true
}

// leave ends a reading that took so long, and lets the next one through.
func (g *Gate) leave(pairs int, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pairs -= pairs
	g.perPair += (took/time.Duration(pairs) - g.perPair) / averaged
	if g.meter != nil {
		g.meter.ReadFor(took)
	}
	if len(g.waiting) == 0 {
		g.busy--
		return
	}
	close(g.waiting[0].come)
	g.waiting = slices.Delete(g.waiting, 0, 1)
	g.report()
}

// report tells the meter the length of the queue. The caller holds mu.
func (g *Gate) report() {
	if g.meter != nil {
		g.meter.ReadingQueue(len(g.waiting))
	}
}

// Count counts a question.
func (g *Gate) Count(how Reading) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.meter != nil {
		g.meter.Answered(string(how))
	}
}

// Measure lets m count.
func (g *Gate) Measure(m Meter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.meter = m
}

// Meter counts how questions are answered.
type Meter interface {
	Answered(reading string)    // counts a question, by Reading
	ReadFor(took time.Duration) // times the reading of one question's statements
	ReadingQueue(waiting int)   // sets the number of readings that wait
}

// Reading is whether the best statements were read with a question.
type Reading string

// The ways in which a question is answered.
const (
	WasRead    Reading = "read"    // the best statements were read
	NotNeeded  Reading = "words"   // words alone settled it
	TooMuch    Reading = "skipped" // too much was being read
	ReadingOff Reading = "off"     // there is no reader
)
