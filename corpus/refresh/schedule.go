package refresh

import (
	"time"

	"verbatim/corpus"
)

// How often a source is refreshed, before jitter, unless a person has chosen.
const (
	MinEvery     = 15 * time.Minute
	DefaultEvery = time.Hour // of a new source
	MaxEvery     = 7 * 24 * time.Hour
)

// The pause of a source that fails. It doubles with each failure.
const (
	minBackoff = MinEvery
	maxBackoff = 24 * time.Hour
)

// jitter is how much a pause varies, as a fraction, so sources that were added
// together spread out.
const jitter = 0.1

// manyChanges is how many articles of a source must change for more frequent
// refreshes, unless it is half of them.
const manyChanges = 3

// Outcome is the result of a refresh.
type Outcome struct {
	At    time.Time // when it ended
	Tally corpus.Tally
	Error string        // why the refresh failed; "" if it succeeded
	Wait  time.Duration // if it failed, the shortest pause
}

// Next returns the source after a refresh, with its next due time and interval.
// If much has changed, the interval shrinks; if nothing has, it grows, between
// MinEvery and MaxEvery. An interval that a person has chosen stays. If the
// refresh failed, the pause grows each time, up to a day. random is between 0
// and 1 and determines the jitter.
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

// interval returns the source's new interval, given the result of its refresh.
func interval(s corpus.Source, t corpus.Tally) time.Duration {
	every := s.Every
	if every <= 0 {
		every = DefaultEvery
	}
	changes, all := t.New+t.Changed+t.Gone, t.New+t.Changed+t.Gone+t.Unchanged
	switch {
	case s.Refreshed.IsZero(): // at the first refresh everything is new
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
