package bot

import (
	"sync"
	"time"
)

// maxKinds is how many kinds of events a Digest counts at a time.
const maxKinds = 64

// Digest keeps strangers from filling the log with events that they can cause as often as
// they like. It writes the first event of a kind at once. Further events of the kind are
// counted, and written as one line when the time is over. Make it with NewDigest, and
// Close it.
type Digest struct {
	every time.Duration

	mu     sync.Mutex
	kinds  map[string]*repeats
	closed bool
}

// repeats counts the events of a kind since the last line about it.
type repeats struct {
	count int
	write func(count int)
	timer *time.Timer
}

// NewDigest makes a digest that writes at most one line of each kind in that time.
func NewDigest(every time.Duration) *Digest {
	return &Digest{every: every, kinds: map[string]*repeats{}}
}

// Tell records one event. It calls write with the number of events of the kind, now or
// later, from one goroutine at a time. write must not call the digest. While maxKinds
// kinds are being counted, events of any other kind are dropped.
func (d *Digest) Tell(kind string, write func(count int)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		write(1)
		return
	}
	if c := d.kinds[kind]; c != nil {
		c.count++
		c.write = write
		return
	}
	if len(d.kinds) >= maxKinds {
		return
	}
	c := &repeats{}
	c.timer = time.AfterFunc(d.every, func() { d.turn(kind, c) })
	d.kinds[kind] = c
	write(1)
}

// turn writes a line about the events of a kind. If there was no event, it forgets the kind.
func (d *Digest) turn(kind string, c *repeats) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	if c.count == 0 {
		delete(d.kinds, kind)
		return
	}
	c.write(c.count)
	c.count = 0
	c.timer.Reset(d.every)
}

// Close writes the lines that are not written yet. Later events are written at once.
func (d *Digest) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.closed = true
	for _, c := range d.kinds {
		c.timer.Stop()
		if c.count > 0 {
			c.write(c.count)
		}
	}
	d.kinds = nil
}
