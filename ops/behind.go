package ops

import (
	"time"

	"verbatim/corpus"
)

// mostSeen is how many heads are remembered.
const mostSeen = 256

// behind tells for how long a view has been behind the feed: since when the
// oldest position that it lacks was there, by this process's own clock.
type behind struct {
	seen []seen // heads that the view has not reached, the oldest first
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
	if head > at && (len(b.seen) == 0 || b.seen[len(b.seen)-1].seq < head) {
		b.seen = append(b.seen, seen{head, now})
	}
	if len(b.seen) > mostSeen {
		b.thin()
	}
}

// thin forgets every second head but the first, for which the next stands: the
// lag is then too small by a look or a few, and never too large.
func (b *behind) thin() {
	kept := b.seen[:1:1]
	for i := 2; i < len(b.seen); i += 2 {
		kept = append(kept, b.seen[i])
	}
	if last := b.seen[len(b.seen)-1]; kept[len(kept)-1] != last {
		kept = append(kept, last)
	}
	b.seen = kept
}

// since is for how long the view has been behind, 0 where it is not.
func (b *behind) since(now time.Time) time.Duration {
	if len(b.seen) == 0 {
		return 0
	}
	return now.Sub(b.seen[0].at)
}
