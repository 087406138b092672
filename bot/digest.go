package bot

import (
	"sync"
	"time"
)

// maxKinds is how many kinds of things a Digest tells of at a time.
const maxKinds = 64

// Digest keeps what strangers can do as often as they like from filling the log.
// The first thing of a kind is written at once. What comes of that kind within
// the time that follows is counted, and written at its end as one. Make one with
// NewDigest, and Close it.
type Digest struct {
	every time.Duration

	mu     sync.Mutex
	kinds  map[string]*repeats
	closed bool
}

// repeats is what has come of a kind since it was last written of.
type repeats struct {
	count int
	write func(count int)
	timer *time.Timer
}

// NewDigest makes a digest that writes once in every so long of each kind.
func NewDigest(every time.Duration) *Digest {
	return &Digest{every: every, kinds: map[string]*repeats{}}
}

// Tell tells of one thing. Write is called with how many there were of its kind,
// now or later, by one goroutine at a time; it must not call the digest. Where
// more than maxKinds kinds come within the time, the rest of them is not written.
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

// turn writes what has come of a kind, and forgets the kind where nothing has.
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

// Close writes what has not been written. What is told of afterwards is written
// at once.
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
