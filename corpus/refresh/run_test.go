package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// slow is a reader whose every source takes 50 seconds and has one article.
type slow struct {
	fails          atomic.Bool
	running, most  atomic.Int32
	readings       [8]atomic.Int32 // by the number of the source
	lastReadingEnd atomic.Int64
}

func (w *slow) Read(ctx context.Context, s corpus.Source, _ map[string]corpus.Resource, yield func(fetch.Item) error, _ func(corpus.Progress)) error {
	n := w.running.Add(1)
	defer w.running.Add(-1)
	for most := w.most.Load(); n > most && !w.most.CompareAndSwap(most, n); most = w.most.Load() {
	}
	w.readings[s.ID[len(s.ID)-1]-'0'].Add(1)
	select {
	case <-time.After(50 * time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	w.lastReadingEnd.Store(time.Now().Unix())
	if w.fails.Load() {
		return errors.New("it fails")
	}
	url := "https://quay.example/" + string(s.ID)
	return yield(fetch.Item{
		State: fetch.Fetched, Resource: corpus.Resource{URL: url},
		Article: corpus.Article{ID: corpus.ArticleID(url), Origin: corpus.OriginFetched, Text: "The harbour reopens."},
	})
}

// inBubble runs do with a store, in a bubble of its own time.
func inBubble(t *testing.T, do func(t *testing.T, s *store.Store)) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { // after a test has failed too: the bubble has to be empty at its end
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		do(t, s)
	})
}

func sourceDue(t *testing.T, s *store.Store, n int, in time.Duration) {
	t.Helper()
	put(t, s, corpus.Source{
		ID: corpus.SourceID(fmt.Sprint("source", n)), Guild: home, Kind: corpus.SourcePage, Name: fmt.Sprint("Source ", n),
		Every: time.Hour, Fixed: true, Due: time.Now().Add(in),
	})
}

// start runs the schedule until stop is called, which waits for it to end.
func start(t *testing.T, r *refresh.Refresher) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Run(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop) // does nothing the second time
	return stop
}

func TestRunCatchesUp(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		for n := range 5 {
			sourceDue(t, s, n, -time.Duration(n+1)*24*time.Hour)
		}
		sourceDue(t, s, 5, 10*time.Minute)
		w := &slow{}
		stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"}))
		began := time.Now()
		time.Sleep(5 * time.Minute)
		for n := range 5 {
			if got := w.readings[n].Load(); got != 1 {
				t.Errorf("source %d was read %d times, want once", n, got)
			}
		}
		if w.most.Load() != 2 {
			t.Errorf("%d were read at once, want 2", w.most.Load())
		}
		if took := w.lastReadingEnd.Load() - began.Unix(); took > 4*60 {
			t.Errorf("catching up took %d s", took)
		}
		if got := w.readings[5].Load(); got != 0 {
			t.Errorf("a source that is not due was read %d times", got)
		}
		time.Sleep(10 * time.Minute)
		if got := w.readings[5].Load(); got != 1 {
			t.Errorf("a source that became due was read %d times", got)
		}
		time.Sleep(70 * time.Minute)
		for n := range 6 {
			if got := w.readings[n].Load(); got != 2 {
				t.Errorf("source %d was read %d times within the next hour, want once more", n, got)
			}
		}
		stop()
		if list, err := s.Articles(t.Context(), home); err != nil || len(list) != 6 {
			t.Errorf("%d articles, %v", len(list), err)
		}
	})
}

func TestRunInTwoProcesses(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		for n := range 6 {
			sourceDue(t, s, n, -time.Hour)
		}
		w := &slow{}
		one := start(t, refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"}))
		two := start(t, refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "two"}))
		time.Sleep(20 * time.Minute)
		for n := range 6 {
			if got := w.readings[n].Load(); got != 1 {
				t.Errorf("source %d was read %d times, want once", n, got)
			}
		}
		one()
		two()
	})
}

func TestRunBacksOff(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		sourceDue(t, s, 0, 0)
		w := &slow{}
		w.fails.Store(true)
		stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"}))
		time.Sleep(5 * time.Hour)
		if failed := w.readings[0].Load(); failed < 4 || failed > 6 {
			t.Errorf("it was tried %d times in 5 hours, want 15, 30, 60 … minutes apart", failed)
		}
		if got, want := actions(t, s), "fail"; got != want {
			t.Errorf("the log has %q, want %q", got, want)
		}
		w.fails.Store(false)
		time.Sleep(5 * time.Hour)
		stop()
		if got := state(t, s, corpus.Source{ID: "source0", Guild: home}); got.Failures != 0 || got.LastError != "" {
			t.Errorf("the source is %+v", got)
		}
		if got, want := actions(t, s), "fail, refresh"; got != want {
			t.Errorf("the log has %q, want %q", got, want)
		}
	})
}

// Stopping in the middle of a reading ends at once, and leaves the source due.
func TestRunStops(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		sourceDue(t, s, 0, 0)
		w := &slow{}
		stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"}))
		time.Sleep(30 * time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took > 0 {
			t.Errorf("stopping took %v", took)
		}
		if due, err := s.Due(t.Context(), time.Now(), 9, 9); err != nil || len(due) != 1 {
			t.Errorf("due are %v, %v", due, err)
		}
		if held, err := s.HeldLeases(t.Context()); err != nil || held[store.SourceLease("source0")] {
			t.Errorf("held are %v, %v, want the lease given back", held, err)
		}
	})
}

func TestRunSweeps(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		leave := func() {
			err := s.Update(t.Context(), "leave", func(tx *store.Tx) error {
				if err := tx.PutSettings(t.Context(), home, corpus.Settings{Versions: 3}); err != nil {
					return err
				}
				return tx.SetLeft(t.Context(), home, time.Now().Add(-refresh.Grace-time.Hour))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		settings := func() corpus.Settings {
			got, err := s.Settings(t.Context(), home)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		leave()
		stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: &slow{}, Holder: "one"}))
		time.Sleep(time.Minute)
		if settings() != (corpus.Settings{}) {
			t.Error("a guild that was left is not forgotten at the start")
		}
		leave()
		time.Sleep(23 * time.Hour)
		if settings() == (corpus.Settings{}) {
			t.Error("it is swept more than once a day")
		}
		time.Sleep(2 * time.Hour)
		if settings() != (corpus.Settings{}) {
			t.Error("it is not swept a day later")
		}
		leave()
		two := start(t, refresh.New(refresh.Options{Store: s, Fetch: &slow{}, Holder: "two"}))
		time.Sleep(time.Hour)
		if settings() == (corpus.Settings{}) {
			t.Error("another process sweeps on the same day")
		}
		two()
		stop()
	})
}
