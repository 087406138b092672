package ops

import (
	"time"

	"verbatim/corpus"
)

// maxSeen bounds the heads that are remembered.
const maxSeen = 256

// behind measures how long a view has been behind the feed: since when the
// oldest position that it lacks has existed, by this process's clock. If there
// are too many positions to remember, the result is too low, by at most a 64th
// of the longest time that the view was behind since it last caught up.
type behind struct {
	seen  []seen        // heads that the view has not reached, the oldest first
	apart time.Duration // heads closer together than this are merged into the newer one
}

// seen is the time at which a position was first seen as the feed's head.
type seen struct {
	seq corpus.Seq
	at  time.Time
}

// take records the positions of the view and of the feed.
func (b *behind) take(at, head corpus.Seq, now time.Time) {
	reached := 0
	for reached < len(b.seen) && b.seen[reached].seq <= at {
		reached++
	}
	b.seen = b.seen[reached:]
	if len(b.seen) == 0 {
		b.apart = 0
	}
	if head > at && (len(b.seen) == 0 || b.seen[len(b.seen)-1].seq < head) {
		b.add(seen{head, now})
	}
	if len(b.seen) > maxSeen {
		b.thin()
	}
}

// add remembers a head. If the head before it is close to its own predecessor,
// it is forgotten, but the oldest head never is.
func (b *behind) add(s seen) {
	if n := len(b.seen); n >= 2 && s.at.Sub(b.seen[n-2].at) < b.apart {
		b.seen[n-1] = s
		return
	}
	b.seen = append(b.seen, s)
}

// thin forgets more than half of the heads, evenly over time.
func (b *behind) thin() {
	all := b.seen
	b.seen, b.apart = nil, 4*all[len(all)-1].at.Sub(all[0].at)/maxSeen
	for _, s := range all {
		b.add(s)
	}
}

// since returns how long the view has been behind, or 0 if it has caught up.
func (b *behind) since(now time.Time) time.Duration {
	if len(b.seen) == 0 {
		return 0
	}
	return now.Sub(b.seen[0].at)
}
