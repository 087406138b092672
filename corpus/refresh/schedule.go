package refresh

import (
	"time"

	"verbatim/corpus"
)

// How often a source is refreshed, before jitter, unless a person chose.
const (
	MinEvery     = 15 * time.Minute
	DefaultEvery = time.Hour // of a new source
	MaxEvery     = 7 * 24 * time.Hour
)

// How long a source that fails waits: twice as long after each failure.
const (
	minBackoff = MinEvery
	maxBackoff = 24 * time.Hour
)

// jitter is how far a wait may be from what it should be, as a part of it, so
// that sources that were added together are not refreshed together for ever.
const jitter = 0.1

// manyChanges is how many of a source's articles must have changed for it to
// be refreshed more often; or half of them.
const manyChanges = 3

// Outcome is what became of a refresh.
type Outcome struct {
	At    time.Time // when it ended
	Tally corpus.Tally
	Error string        // why nothing could be had; "" where it went well
	Wait  time.Duration // if it failed: the least until it is tried again
}

// Next is the source as it stands after a refresh: when the next one is due,
// and how often from now on. An interval shrinks where much changes and grows
// where nothing does, within MinEvery and MaxEvery; one that a person chose
// stays. A source that fails waits for longer each time, a day at most. Random
// is between 0 and 1, and decides the jitter.
func Next(s corpus.Source, o Outcome, random float64) corpus.Source {
	s.LastError = o.Error
	if !s.Kind.Refreshed() {
		s.Every, s.Due = 0, time.Time{}
	}
	if o.Error != "" {
		s.Failures, s.Due = s.Failures+1, time.Time{}
		if s.Every > 0 || !s.Fixed && s.Kind.Refreshed() {
			s.Due = after(o.At, max(backoff(s.Failures), o.Wait), random)
		}
		return s
	}
	if s.Kind.Refreshed() && !s.Fixed {
		s.Every = interval(s, o.Tally)
	}
	s.Failures, s.Refreshed, s.Due = 0, o.At, time.Time{}
	if s.Every > 0 {
		s.Due = after(o.At, s.Every, random)
	}
	return s
}

// interval is how often a source is refreshed, given what its refresh found.
func interval(s corpus.Source, t corpus.Tally) time.Duration {
	every := s.Every
	if every <= 0 {
		every = DefaultEvery
	}
	changes, all := t.New+t.Changed+t.Gone, t.New+t.Changed+t.Gone+t.Unchanged
	switch {
	case s.Refreshed.IsZero(): // the first: all that there is was new
	case changes == 0:
		every += every / 2
	case changes >= manyChanges, 2*changes >= all:
		every /= 2
	}
	return min(max(every, MinEvery), MaxEvery)
}

func backoff(failures int) time.Duration {
	wait := minBackoff
	for ; failures > 1 && wait < maxBackoff; failures-- {
		wait *= 2
	}
	return min(wait, maxBackoff)
}

func after(t time.Time, wait time.Duration, random float64) time.Time {
	wait += time.Duration(float64(wait) * jitter * (2*min(max(random, 0), 1) - 1))
	return t.Add(wait).Truncate(time.Second)
}
