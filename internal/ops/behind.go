package ops

import (
	"time"

	"verbatim/corpus"
)

// mostSeen is how many heads are remembered.
const mostSeen = 256

// behind tells for how long a view has been behind the feed: since when the
// oldest position that it lacks was there, by this process's own clock. Where
// there are too many positions to remember it says too little, by at most a 64th
// of the longest time that the view was behind since it was last not.
type behind struct {
	seen  []seen        // heads that the view has not reached, the oldest first
	apart time.Duration // heads that are nearer are remembered as the newer
}

// seen is when a position was first seen at the feed's head.
type seen struct {
	seq corpus.Seq
	at  time.Time
}

// take takes where the view and the feed are.
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
	if len(b.seen) > mostSeen {
		b.thin()
	}
}

// add remembers a head. The one before it is forgotten where it is near to its
// own predecessor, but the oldest never is.
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
	b.seen, b.apart = nil, 4*all[len(all)-1].at.Sub(all[0].at)/mostSeen
	for _, s := range all {
		b.add(s)
	}
}

// since is for how long the view has been behind, 0 where it is not.
func (b *behind) since(now time.Time) time.Duration {
	if len(b.seen) == 0 {
		return 0
	}
	return now.Sub(b.seen[0].at)
}
