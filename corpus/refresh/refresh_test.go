package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// site is a reader whose pages the test writes.
type site struct {
	mu       sync.Mutex
	pages    map[string]string // by URL; "" is a page that cannot be had
	failure  error             // of the whole source
	readings int
	before   func(url string) // called before each page
}

func (w *site) Read(ctx context.Context, s corpus.Source, known map[string]corpus.Resource, yield func(fetch.Item) error, progress func(corpus.Progress)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readings++
	if w.failure != nil {
		return w.failure
	}
	urls := map[string]bool{}
	for url := range w.pages {
		urls[url] = true
	}
	for url := range known {
		urls[url] = true
	}
	n := 0
	for _, url := range sorted(urls) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if w.before != nil {
			w.before(url)
		}
		text, there := w.pages[url]
		item := fetch.Item{Resource: corpus.Resource{URL: url, ETag: revise.TextHash(text), Fetched: time.Now()}}
		switch {
		case !there:
			item.State, item.Resource = fetch.Gone, known[url]
		case text == "":
			item.State, item.Err = fetch.Failed, fmt.Errorf("%s: %w", url, corpus.ErrUnreachable)
		case known[url].ETag == item.Resource.ETag:
			item.State, item.Resource.Article = fetch.Unchanged, known[url].Article
		default:
			item.State, item.Resource.Article = fetch.Fetched, corpus.ArticleID(url)
			item.Article = corpus.Article{
				ID: corpus.ArticleID(url), Guild: s.Guild, Source: s.ID, Title: "T", URL: url, Origin: corpus.OriginFetched,
				Fetched: corpus.DateOf(time.Now()), Text: text,
			}
		}
		err := yield(item)
		if errors.Is(err, fetch.SkipNew) {
			return nil // the test site has nothing old behind what is new
		}
		if err != nil {
			return err
		}
		n++
		progress(corpus.Progress{Done: n, Total: len(urls), Doing: url})
	}
	return nil
}

func sorted(m map[string]bool) []string {
	var out []string
	for k := range m {
		at := 0
		for at < len(out) && out[at] < k {
			at++
		}
		out = append(out[:at], append([]string{k}, out[at:]...)...)
	}
	return out
}

const home = corpus.GuildID("81384788765712384")

const (
	pageA = "https://quay.example/a"
	pageB = "https://quay.example/b"
	pageC = "https://quay.example/c"
)

func news() *site {
	return &site{pages: map[string]string{
		pageA: "Anna Lind, the mayor, said that the harbour will reopen on Monday. The work took two years.",
		pageB: "The tram company denied that fares would rise.",
		pageC: "“Nobody is in danger,” Tom Hill said. The bridge is closed.",
	}}
}

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "verbatim.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// feed adds a source that is due.
func feed(t *testing.T, s *store.Store) corpus.Source {
	t.Helper()
	src := corpus.Source{
		ID: "s1", Guild: home, Kind: corpus.SourceFeed, Name: "The Quay", Location: "https://quay.example/feed",
		Added: time.Now().Truncate(time.Second), AddedBy: "7", Every: time.Hour, Due: time.Now().Truncate(time.Second),
	}
	put(t, s, src)
	return src
}

func put(t *testing.T, s *store.Store, src corpus.Source) {
	t.Helper()
	if err := s.Update(t.Context(), "put source", func(tx *store.Tx) error { return tx.PutSource(t.Context(), src) }); err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, r *refresh.Refresher, src corpus.Source) corpus.Run {
	t.Helper()
	run, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func state(t *testing.T, s *store.Store, src corpus.Source) corpus.Source {
	t.Helper()
	got, ok, err := s.Source(t.Context(), src.Guild, src.ID)
	if err != nil || !ok {
		t.Fatalf("source %v, %v", ok, err)
	}
	return got
}

func texts(t *testing.T, s *store.Store, guild corpus.GuildID) map[string]string {
	t.Helper()
	list, err := s.Articles(t.Context(), guild)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, l := range list {
		a, _, err := s.Article(t.Context(), guild, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		got[string(l.ID)] = a.Text
	}
	return got
}

func actions(t *testing.T, s *store.Store) string {
	t.Helper()
	entries, err := s.Entries(t.Context(), home, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, string(e.Action))
	}
	return strings.Join(out, ", ")
}

func TestRefreshTells(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "one"})
	steps := []struct {
		name   string
		change func()
		want   corpus.Tally
		stands int
	}{
		{"all is new", func() {}, corpus.Tally{New: 3, Added: 5}, 3},
		{"nothing has changed", func() {}, corpus.Tally{Unchanged: 3}, 3},
		{
			"a page is edited",
			func() {
				w.pages[pageA] = "Anna Lind, the mayor, said that the harbour will reopen on Friday. A third year is needed, at the least."
			},
			corpus.Tally{Changed: 1, Unchanged: 2, Added: 1, Reworded: 1, Withdrawn: 1}, 3,
		},
		{"a page is withdrawn", func() { delete(w.pages, pageC) }, corpus.Tally{Gone: 1, Unchanged: 2, Withdrawn: 2}, 2},
		{"it comes back", func() { w.pages[pageC] = "The bridge is closed." }, corpus.Tally{New: 1, Unchanged: 2, Added: 1}, 3},
		{"a page cannot be had", func() { w.pages[pageB] = "" }, corpus.Tally{Unchanged: 2, Failed: 1}, 3},
	}
	for _, step := range steps {
		step.change()
		run := do(t, r, src)
		if run.Tally != step.want {
			t.Errorf("%s: %+v, want %+v", step.name, run.Tally, step.want)
		}
		if got := len(texts(t, s, home)); got != step.stands {
			t.Errorf("%s: %d articles stand, want %d", step.name, got, step.stands)
		}
		if after := state(t, s, src); after.Failures != 0 || after.LastError != run.Note || !after.Due.After(after.Refreshed) {
			t.Errorf("%s: the source is %+v, the run says %q", step.name, after, run.Note)
		}
	}
	runs, err := s.Runs(t.Context(), home, src.ID, 100)
	if err != nil || len(runs) != len(steps) || !strings.Contains(runs[0].Note, "1 of its pages could not be read") {
		t.Errorf("runs %+v, %v", runs, err)
	}
	versions, err := s.Versions(t.Context(), home, pageA)
	if err != nil || len(versions) != 2 {
		t.Errorf("%d versions of the edited page, %v", len(versions), err)
	}
	if got, want := actions(t, s), strings.TrimSuffix(strings.Repeat("refresh, ", len(steps)), ", "); got != want {
		t.Errorf("the log has %q, want %q", got, want)
	}
}

func TestRefreshOfWhatFails(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w})
	do(t, r, src)
	w.failure = fmt.Errorf("https://quay.example/feed: %w", corpus.ErrUnreachable)
	var last time.Duration
	for n := 1; n <= 3; n++ {
		run := do(t, r, src)
		after := state(t, s, src)
		if run.Error == "" || after.LastError != run.Error || after.Failures != n {
			t.Fatalf("failure %d: run %q, source %+v", n, run.Error, after)
		}
		wait := after.Due.Sub(run.Finished)
		if wait <= last {
			t.Errorf("failure %d: it waits %v, before %v", n, wait, last)
		}
		last = wait
	}
	if got := len(texts(t, s, home)); got != 3 {
		t.Errorf("%d articles stand, want all", got)
	}
	w.failure = nil
	if run := do(t, r, src); run.Error != "" || state(t, s, src).Failures != 0 {
		t.Errorf("it goes on failing: %+v", run)
	}
	if got, want := actions(t, s), "refresh, fail"+strings.Repeat(", refresh", 3); got != want {
		t.Errorf("the log has %q, want %q", got, want)
	}
	// On schedule moderators are told once.
	w.failure = errors.New("no")
	for range 3 {
		after := state(t, s, src)
		after.Due = time.Now().Add(-time.Minute).Truncate(time.Second)
		put(t, s, after)
		if _, err := r.Refresh(t.Context(), src, corpus.TriggerSchedule, corpus.BySchedule, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := actions(t, s), "refresh, fail"+strings.Repeat(", refresh", 3)+", fail"; got != want {
		t.Errorf("the log has %q, want %q", got, want)
	}
}

func TestRefreshWhereNothingCanBeHad(t *testing.T) {
	s := open(t)
	src := feed(t, s)
	w := &site{pages: map[string]string{pageA: "", pageB: ""}}
	run := do(t, refresh.New(refresh.Options{Store: s, Fetch: w}), src)
	if after := state(t, s, src); after.Failures != 1 || !strings.Contains(run.Error, pageA) {
		t.Errorf("%d failures, %q, want one that names the page", after.Failures, run.Error)
	}
}

// A refresh that breaks off leaves what it read; the next one completes it.
func TestRefreshBreaksOff(t *testing.T) {
	tests := []struct {
		name  string
		cause func(t *testing.T, s *store.Store, cancel context.CancelFunc)
		want  error
	}{
		{"the process is stopped", func(_ *testing.T, _ *store.Store, cancel context.CancelFunc) { cancel() }, context.Canceled},
		{"another process takes the lease", func(t *testing.T, s *store.Store, _ context.CancelFunc) { steal(t, s) }, corpus.ErrBusy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, w := open(t), news()
			src := feed(t, s)
			r := refresh.New(refresh.Options{Store: s, Fetch: w})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.before = func(url string) {
				if url == pageB {
					tt.cause(t, s, cancel)
				}
			}
			if _, err := r.Refresh(ctx, src, corpus.TriggerSchedule, corpus.BySchedule, nil); !errors.Is(err, tt.want) {
				t.Fatalf("got error %v, want %v", err, tt.want)
			}
			if got := texts(t, s, home); len(got) != 1 || got[pageA] == "" {
				t.Fatalf("%v stand, want the first page", got)
			}
			if after := state(t, s, src); !after.Due.Equal(src.Due) || after.Failures != 0 {
				t.Errorf("the source is %+v, want it due as before", after)
			}
			w.before = nil
			giveBack(t, s)
			if run := do(t, r, src); run.Tally.New != 2 || run.Tally.Unchanged != 1 {
				t.Errorf("the next: %+v", run.Tally)
			}
			for id := range w.pages {
				if v, err := s.Versions(t.Context(), home, corpus.ArticleID(id)); err != nil || len(v) != 1 {
					t.Errorf("%s has %d versions, %v", id, len(v), err)
				}
			}
		})
	}
}

// steal ends the lease of the source and takes it for another.
func steal(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), "steal", func(tx *store.Tx) error {
		// Removing and restoring it ends whatever lease there is.
		if _, err := tx.RemoveSource(t.Context(), home, "s1"); err != nil {
			return err
		}
		_, err := tx.RestoreSource(t.Context(), home, "s1")
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := s.Acquire(t.Context(), store.SourceLease("s1"), "thief", time.Hour); err != nil {
		t.Error(err)
	}
}

func giveBack(t *testing.T, s *store.Store) {
	t.Helper()
	l, err := s.Acquire(t.Context(), store.SourceLease("s1"), "thief", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Release(t.Context(), l); err != nil {
		t.Fatal(err)
	}
}

func TestRefreshOfWhatIsRemovedMeanwhile(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w})
	w.before = func(url string) {
		if url != pageB {
			return
		}
		err := s.Update(t.Context(), "remove", func(tx *store.Tx) error {
			_, err := tx.RemoveSource(t.Context(), home, src.ID)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	_, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil)
	if !errors.Is(err, corpus.ErrNoSource) || !strings.Contains(err.Error(), "The Quay") {
		t.Errorf("got error %v, want that the source is gone", err)
	}
	if got := texts(t, s, home); len(got) != 0 {
		t.Errorf("%v stand", got)
	}
	if _, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil); !errors.Is(err, corpus.ErrNoSource) {
		t.Errorf("the next: got error %v", err)
	}
}

func TestRefreshOnceAtATime(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	other := refresh.New(refresh.Options{Store: s, Fetch: w})
	r := refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "same"})
	same := refresh.New(refresh.Options{Store: s, Fetch: w, Holder: "same"})
	w.before = func(url string) {
		if url != pageB {
			return
		}
		for _, r := range []*refresh.Refresher{other, same} {
			if _, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "8", nil); !errors.Is(err, corpus.ErrBusy) {
				t.Errorf("at the same time: got error %v, want %v", err, corpus.ErrBusy)
			}
		}
	}
	do(t, r, src)
	if w.readings != 1 {
		t.Errorf("read %d times", w.readings)
	}
}

func TestRefreshKeepsTakedowns(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w})
	const words, alone = "The work took two years.", "The tram company denied that fares would rise."
	takeDown := func(text string) {
		err := s.Update(t.Context(), "take down", func(tx *store.Tx) error {
			return tx.PutTakedown(t.Context(), revise.TextHash(text), time.Now(), corpus.ByOperator)
		})
		if err != nil {
			t.Error(err)
		}
	}
	takeDown(alone)
	w.before = func(url string) {
		if url == pageA { // the refresh is under way
			takeDown(words)
		}
	}
	do(t, r, src)
	got := texts(t, s, home)
	if text := got[pageA]; strings.Contains(text, "two years") || !strings.Contains(text, "Anna Lind") {
		t.Errorf("the page reads %q", text)
	}
	if text, ok := got[pageB]; ok {
		t.Errorf("a page of which all was taken down stands: %q", text)
	}
	w.pages[pageB] = alone + " It will not."
	do(t, r, src)
	if text := texts(t, s, home)[pageB]; text != "" && strings.Contains(text, "denied") {
		t.Errorf("the page reads %q after its edit", text)
	}
}

// What a moderator removed from a feed stays removed though the page changes.
func TestRefreshLeavesOutWhatWasRemovedByHand(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w})
	do(t, r, src)
	if _, err := s.Remove(t.Context(), home, pageB); err != nil {
		t.Fatal(err)
	}
	w.pages[pageB] = "The tram company admitted that fares would rise."
	do(t, r, src)
	if got := texts(t, s, home); len(got) != 2 || got[pageB] != "" {
		t.Errorf("%v stand, want the other two", got)
	}
}

func TestRefreshLimits(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	var full []corpus.Article
	for i := range corpus.MaxSourceArticles - 1 {
		full = append(full, corpus.Article{
			ID: corpus.ArticleID(fmt.Sprint("old-", i)), Guild: home, Source: src.ID, Origin: corpus.OriginFetched, Text: "It is old."})
	}
	if _, err := s.Put(t.Context(), full...); err != nil {
		t.Fatal(err)
	}
	run := do(t, refresh.New(refresh.Options{Store: s, Fetch: w}), src)
	const want = "new articles were left out, as there is no room for them: a source may have 2000 articles and a server 20000"
	if run.Tally.New != 1 || !strings.Contains(run.Note, want) {
		t.Errorf("%+v, %q, want one new article and %q", run.Tally, run.Note, want)
	}
	if after := state(t, s, src); after.Failures != 0 || after.LastError != run.Note {
		t.Errorf("the source is %+v", after)
	}
}

func TestRefreshTellsProgress(t *testing.T) {
	s, w := open(t), news()
	src := feed(t, s)
	var last corpus.Progress
	n := 0
	_, err := refresh.New(refresh.Options{Store: s, Fetch: w}).Refresh(t.Context(), src, corpus.TriggerAdded, "7", func(p corpus.Progress) {
		last = p
		n++
	})
	if err != nil || n != 3 || last != (corpus.Progress{Done: 3, Total: 3, Doing: pageC}) {
		t.Errorf("%d times, at last %+v, %v", n, last, err)
	}
}

func TestRefreshOfATextIsRefused(t *testing.T) {
	s := open(t)
	src := corpus.Source{ID: "s1", Guild: home, Kind: corpus.SourceText, Name: "Minutes"}
	put(t, s, src)
	_, err := refresh.New(refresh.Options{Store: s, Fetch: news()}).Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil)
	if !errors.Is(err, corpus.ErrNotRefreshed) {
		t.Errorf("got error %v, want %v", err, corpus.ErrNotRefreshed)
	}
}

// The disk is full, or the store away, from some page on.
func TestRefreshWhereTheStoreFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	s, err := store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := news()
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: w})
	do(t, r, src)
	due := state(t, s, src)
	edited := w.pages[pageA] + " It was edited."
	w.pages[pageA], w.pages[pageC] = edited, w.pages[pageC]+" So was this."
	w.before = func(url string) {
		if url == pageC {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	_, err = r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil)
	if err == nil || !strings.Contains(err.Error(), `"The Quay" is not refreshed`) || !strings.Contains(err.Error(), "what had been read stands") {
		t.Errorf("got error %v, want one that says what stands", err)
	}
	s, err = store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	got := texts(t, s, home)
	if got[pageA] != edited || strings.Contains(got[pageC], "So was this.") {
		t.Errorf("%v stand, want the first page's edit and the others' old texts", got)
	}
	if after := state(t, s, src); after != due {
		t.Errorf("the source is %+v, want it as before: %+v", after, due)
	}
}

func TestSweepDropsOldRuns(t *testing.T) {
	s := open(t)
	src := feed(t, s)
	month := 30 * 24 * time.Hour
	for _, ago := range []time.Duration{2 * month, month + time.Hour, month - time.Hour, 0} {
		run := corpus.Run{Guild: home, Source: src.ID, Finished: time.Now().Add(-ago)}
		if err := s.Update(t.Context(), "put run", func(tx *store.Tx) error { return tx.PutRun(t.Context(), run) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := refresh.New(refresh.Options{Store: s}).Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if runs, err := s.Runs(t.Context(), home, "", 9); err != nil || len(runs) != 2 {
		t.Errorf("%d runs are left, %v, want 2", len(runs), err)
	}
}
