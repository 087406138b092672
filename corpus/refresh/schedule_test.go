package refresh_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/refresh"
)

func TestNext(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	feed := corpus.Source{Kind: corpus.SourceFeed, Every: hour, Refreshed: now.Add(-hour), Due: now}
	with := func(change func(*corpus.Source)) corpus.Source {
		s := feed
		change(&s)
		return s
	}
	news := func(n int) refresh.Outcome {
		return refresh.Outcome{At: now, Tally: corpus.Tally{New: n, Unchanged: 20 - n}}
	}
	fails := refresh.Outcome{At: now, Error: "the site cannot be reached"}
	tests := []struct {
		name     string
		source   corpus.Source
		outcome  refresh.Outcome
		random   float64
		every    time.Duration
		wait     time.Duration // until it is due; 0: never
		failures int
	}{
		{"nothing changed", feed, news(0), 0.5, 90 * time.Minute, 90 * time.Minute, 0},
		{"little changed", feed, news(1), 0.5, hour, hour, 0},
		{"much changed", feed, news(3), 0.5, hour / 2, hour / 2, 0},
		{"half of it changed", feed, refresh.Outcome{At: now, Tally: corpus.Tally{Changed: 1, Unchanged: 1}}, 0.5, hour / 2, hour / 2, 0},
		{"gone counts as a change", feed, refresh.Outcome{At: now, Tally: corpus.Tally{Gone: 3, Unchanged: 90}}, 0.5, hour / 2, hour / 2, 0},
		{"earliest", feed, news(1), 0, hour, 54 * time.Minute, 0},
		{"latest", feed, news(1), 1, hour, 66 * time.Minute, 0},
		{"the first", with(func(s *corpus.Source) { s.Refreshed = time.Time{} }), news(20), 0.5, hour, hour, 0},
		{"without an interval", with(func(s *corpus.Source) { s.Every, s.Refreshed = 0, time.Time{} }), news(20), 0.5, hour, hour, 0},
		{"never less often than weekly", with(func(s *corpus.Source) { s.Every = 6 * day }), news(0), 0.5, 7 * day, 7 * day, 0},
		{"never more often than each quarter", with(func(s *corpus.Source) { s.Every = 20 * time.Minute }), news(9), 0.5, 15 * time.Minute, 15 * time.Minute, 0},
		{"a person chose", with(func(s *corpus.Source) { s.Every, s.Fixed = 5*time.Minute, true }), news(0), 0.5, 5 * time.Minute, 5 * time.Minute, 0},
		{"a person chose never", with(func(s *corpus.Source) { s.Every, s.Fixed = 0, true }), news(0), 0.5, 0, 0, 0},
		{"a person chose never, and it fails", with(func(s *corpus.Source) { s.Every, s.Fixed = 0, true }), fails, 0.5, 0, 0, 1},
		{"a pasted text", corpus.Source{Kind: corpus.SourceText, Every: hour}, news(1), 0.5, 0, 0, 0},
		{"the first failure", feed, fails, 0.5, hour, 15 * time.Minute, 1},
		{"the fourth failure", with(func(s *corpus.Source) { s.Failures = 3 }), fails, 0.5, hour, 2 * hour, 4},
		{"the hundredth failure", with(func(s *corpus.Source) { s.Failures = 99 }), fails, 0.5, hour, day, 100},
		{"it goes well again", with(func(s *corpus.Source) { s.Failures, s.LastError = 7, "no" }), news(1), 0.5, hour, hour, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := refresh.Next(tt.source, tt.outcome, tt.random)
			wait := got.Due.Sub(now)
			if got.Due.IsZero() {
				wait = 0
			}
			if got.Every != tt.every || wait != tt.wait || got.Failures != tt.failures {
				t.Errorf("every %v, due in %v, %d failures; want %v, %v, %d", got.Every, wait, got.Failures, tt.every, tt.wait, tt.failures)
			}
			if got.LastError != tt.outcome.Error {
				t.Errorf("LastError = %q, want %q", got.LastError, tt.outcome.Error)
			}
			refreshed := now
			if tt.failures > 0 {
				refreshed = tt.source.Refreshed
			}
			if !got.Refreshed.Equal(refreshed) {
				t.Errorf("Refreshed = %v, want %v", got.Refreshed, refreshed)
			}
		})
	}
}

// Whatever a source goes through, what is due is due within bounds, and a quiet
// source ends up at a week, a busy one at a quarter of an hour.
func TestNextStaysWithinBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := corpus.Source{Kind: corpus.SourceFeed, Every: time.Duration(r.Int64N(int64(30 * 24 * time.Hour)))}
		now := time.Unix(r.Int64N(1<<31), 0)
		step := func(o refresh.Outcome) {
			o.At = now
			s = refresh.Next(s, o, r.Float64())
			wait := s.Due.Sub(now)
			if longest := time.Duration(1.1*float64(refresh.MaxEvery)) + time.Second; wait < 13*time.Minute || wait > longest {
				t.Fatalf("due in %v after %+v", wait, o)
			}
			if o.Error == "" && (s.Every < refresh.MinEvery || s.Every > refresh.MaxEvery) {
				t.Fatalf("every %v after %+v", s.Every, o)
			}
			now = s.Due
		}
		for range 40 {
			o := refresh.Outcome{Tally: corpus.Tally{New: r.IntN(5), Changed: r.IntN(3), Unchanged: r.IntN(50)}}
			if r.IntN(3) == 0 {
				o.Error = "it fails"
			}
			step(o)
		}
		for range 20 {
			step(refresh.Outcome{Tally: corpus.Tally{Unchanged: 9}})
		}
		if s.Every != refresh.MaxEvery {
			t.Fatalf("a quiet source is refreshed every %v", s.Every)
		}
		for range 20 {
			step(refresh.Outcome{Tally: corpus.Tally{New: 9}})
		}
		if s.Every != refresh.MinEvery {
			t.Fatalf("a busy source is refreshed every %v", s.Every)
		}
	}
}
