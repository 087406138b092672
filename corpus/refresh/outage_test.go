package refresh_test

import (
	"errors"
	"log/slog"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
)

// PostgreSQL goes away in the middle of a refresh and comes back.
func TestRefreshWhileTheStoreIsAway(t *testing.T) {
	server := storetest.Postgres(t)
	if !server.Ours() {
		t.Skip("the server is somebody else's and is not stopped")
	}
	s, err := store.Open(t.Context(), server.Database(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // what it was to show has been shown
	src, w := feed(t, s), news()
	r := refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"})
	w.before = func(url string) {
		if url == pageB {
			server.Stop(t)
		}
	}
	if _, err := r.Refresh(t.Context(), src, corpus.TriggerSchedule, corpus.BySchedule, nil); !errors.Is(err, corpus.ErrOutage) {
		t.Errorf("got error %v, want %v", err, corpus.ErrOutage)
	}
	w.before = nil
	if _, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil); !errors.Is(err, corpus.ErrOutage) {
		t.Errorf("while it is away: got error %v, want %v", err, corpus.ErrOutage)
	}
	server.Start(t)
	if got := texts(t, s, home); len(got) != 1 {
		t.Errorf("%v stand, want the first page", got)
	}
	if after := state(t, s, src); !after.Due.Equal(src.Due) || after.Failures != 0 {
		t.Errorf("the source is %+v, want it due as before", after)
	}
	// The lease of the broken refresh was not given back: as after a kill, it
	// has to run out.
	if _, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil); !errors.Is(err, corpus.ErrBusy) {
		t.Errorf("while the lease holds: got error %v, want %v", err, corpus.ErrBusy)
	}
	steal(t, s)
	giveBack(t, s)
	if run := do(t, r, src); run.Tally.New != 2 || run.Tally.Unchanged != 1 {
		t.Errorf("the next: %+v", run.Tally)
	}
}
