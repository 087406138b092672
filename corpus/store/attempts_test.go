package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

func testAttempts(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	ctx := t.Context()
	putSources(t, s, source("7", "1", "Quay"))
	lease := ok(s.Acquire(ctx, SourceLease("1"), "one", time.Hour))(t)
	position := head(t, s)
	begun := corpus.Attempt{URL: "https://quay.example/a", Digest: "d1", ETag: `"1"`, LastModified: "then", Begun: true, Bad: 1, Tried: noon}
	aside := corpus.Attempt{URL: "https://quay.example/feed", Digest: "d2", Bad: 2, Blamed: true, Reason: "it is too deep", Tried: noon, Aside: noon.Add(time.Hour)}
	vain := corpus.Attempt{URL: "https://quay.example/b", Tried: noon}
	for _, a := range []corpus.Attempt{begun, aside, vain} {
		wantError(t, "keep "+a.URL, s.PutAttempt(ctx, lease, "7", "1", a), nil)
	}
	same(t, "all", ok(s.Attempts(ctx, "7", "1"))(t), map[string]corpus.Attempt{begun.URL: begun, aside.URL: aside, vain.URL: vain})
	same(t, "another guild's", len(ok(s.Attempts(ctx, "8", "1"))(t)), 0)
	begun.Bad, begun.Begun, begun.Digest = 2, false, "d3"
	wantError(t, "keep it anew", s.PutAttempt(ctx, lease, "7", "1", begun), nil)
	wantError(t, "drop another guild's", s.DropAttempt(ctx, lease, "8", "1", begun.URL), nil)
	wantError(t, "drop what is not there", s.DropAttempt(ctx, lease, "7", "1", "x"), nil)
	same(t, "kept anew", ok(s.Attempts(ctx, "7", "1"))(t)[begun.URL], begun)
	update(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropFailures(ctx, "7", "1") })
	same(t, "without failures", ok(s.Attempts(ctx, "7", "1"))(t), map[string]corpus.Attempt{begun.URL: begun, aside.URL: aside})
	wantError(t, "drop", s.DropAttempt(ctx, lease, "7", "1", begun.URL), nil)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.PutAttempt(ctx, "7", "1", vain); err != nil {
			return err
		}
		return tx.DropAttempt(ctx, "7", "1", aside.URL)
	})
	same(t, "at last", ok(s.Attempts(ctx, "7", "1"))(t), map[string]corpus.Attempt{vain.URL: vain})
	if head(t, s) != position {
		t.Errorf("attempts have moved the feed from %d to %d", position, head(t, s))
	}

	wantError(t, "give the lease back", s.Release(ctx, lease), nil)
	wantError(t, "keep without the lease", s.PutAttempt(ctx, lease, "7", "1", begun), ErrLeaseLost)
	wantError(t, "drop without the lease", s.DropAttempt(ctx, lease, "7", "1", vain.URL), nil) // it does nothing
	same(t, "after the lease", ok(s.Attempts(ctx, "7", "1"))(t), map[string]corpus.Attempt{vain.URL: vain})

	wantError(t, "sweep", s.Sweep(ctx, noon.Add(29*24*time.Hour)), nil)
	same(t, "after four weeks", len(ok(s.Attempts(ctx, "7", "1"))(t)), 1)
	wantError(t, "sweep", s.Sweep(ctx, noon.Add(31*24*time.Hour)), nil)
	same(t, "after a month", len(ok(s.Attempts(ctx, "7", "1"))(t)), 0)
}

func testOpenRuns(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	ctx := t.Context()
	open := corpus.Run{Guild: "7", Source: "1", Trigger: corpus.TriggerSchedule, By: corpus.BySchedule, Started: noon, Tally: corpus.Tally{New: 2}, Note: "a page waits"}
	other := open
	other.Source = "2"
	done := open
	done.Started, done.Finished = noon.Add(-time.Hour), noon.Add(-time.Minute)
	keep := func(runs ...corpus.Run) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx *Tx) error {
			for _, r := range runs {
				if err := tx.PutRun(ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	keep(done, open, other)
	open.Tally.New, open.Error = 5, "a page is away"
	keep(open)
	same(t, "what goes on", ok(s.OpenRuns(ctx, "7"))(t), map[corpus.SourceID]corpus.Run{"1": open, "2": other})
	same(t, "another guild's", len(ok(s.OpenRuns(ctx, "8"))(t)), 0)
	same(t, "what has ended", ok(s.Runs(ctx, "7", "", 9))(t), []corpus.Run{done})
	open.Finished = noon.Add(time.Hour)
	keep(open)
	same(t, "what goes on then", ok(s.OpenRuns(ctx, "7"))(t), map[corpus.SourceID]corpus.Run{"2": other})
	same(t, "what has ended then", ok(s.Runs(ctx, "7", "", 9))(t), []corpus.Run{open, done})
}

// An attempt's commit is not waited for; that of all else is, over the same
// connections.
func TestAttemptsLeaveConnectionsDurable(t *testing.T) {
	s := openTemp(t)
	lease := ok(s.Acquire(t.Context(), SourceLease("1"), "one", time.Hour))(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%2 == 0 {
				cancel()
			}
			_ = s.PutAttempt(ctx, lease, "7", "1", corpus.Attempt{URL: fmt.Sprint(i)}) // half of them are told to stop
			_, _ = s.Attempts(t.Context(), "7", "1")                                   // so that there are several connections
		})
	}
	all.Wait()
	same(t, "kept", len(ok(s.Attempts(t.Context(), "7", "1"))(t)), 10)
	var held []*sql.Conn
	for range 10 {
		conn := ok(s.db.Conn(t.Context()))(t)
		held = append(held, conn)
		var level int
		if err := conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&level); err != nil || level != 2 {
			t.Errorf("synchronous = %d, %v, want 2 (FULL)", level, err)
		}
	}
	for _, conn := range held {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
}
