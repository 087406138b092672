package fetch_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// web is a network of feeds and pages that answer after a while.
type web struct {
	slow map[string]time.Duration // by host: what a page takes

	mu    sync.Mutex
	feeds map[string]int // entries, by the feed's host and path
	asked map[string]int
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	at := r.URL.Host + r.URL.Path
	w.mu.Lock()
	w.asked[at]++
	n, isFeed := w.feeds[at]
	w.mu.Unlock()
	status, body := http.StatusOK, ""
	switch {
	case r.URL.Path == "/robots.txt":
		status = http.StatusNotFound
	case isFeed:
		var out strings.Builder
		out.WriteString(`<rss version="2.0"><channel><title>T</title>`)
		for i := range n {
			fmt.Fprintf(&out, "<item><link>https://%s/%d</link></item>", at, i)
		}
		out.WriteString(`</channel></rss>`)
		body = out.String()
	default:
		select {
		case <-time.After(w.slow[r.URL.Host]):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
		body = fetchtest.Page{
			Title: "Page " + at,
			Paragraphs: []string{
				"The town council approved the new footbridge on Monday after a debate that lasted four hours and filled the gallery.",
				"“We have waited for this bridge for eleven years,” said Mayor Ingrid Solheim of " + at + " after the vote.",
			},
		}.HTML()
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r}, nil
}

func (w *web) setFeed(at string, entries int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.feeds[at] = entries
}

func (w *web) times(at string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[at]
}

// fleet is a store with sources that are due, and the program that reads them.
type fleet struct {
	t     *testing.T
	store *store.Store
	web   *web
	n     int
}

func inBubble(t *testing.T, do func(f *fleet)) {
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
		do(&fleet{t: t, store: s, web: &web{feeds: map[string]int{}, slow: map[string]time.Duration{}, asked: map[string]int{}}})
	})
}

func (f *fleet) add(guild int, kind corpus.SourceKind, at string) corpus.Source {
	f.t.Helper()
	f.n++
	s := corpus.Source{
		ID: corpus.SourceID(fmt.Sprint("s", f.n)), Guild: corpus.GuildID(fmt.Sprint(81384788765712384 + guild)), Kind: kind,
		Name: at, Location: "https://" + at, Every: 12 * time.Hour, Fixed: true, Due: time.Now(),
	}
	if err := f.store.Update(f.t.Context(), "add", func(tx *store.Tx) error { return tx.PutSource(f.t.Context(), s) }); err != nil {
		f.t.Fatal(err)
	}
	return s
}

// run runs the program until stop is called.
func (f *fleet) run() (stop func()) {
	fetcher, err := fetch.New(fetch.Options{})
	if err != nil {
		f.t.Fatal(err)
	}
	fetcher.SetTransport(f.web)
	ctx, cancel := context.WithCancel(f.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		refresh.New(refresh.Options{Store: f.store, Fetch: fetcher}).Run(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	f.t.Cleanup(stop) // does nothing the second time
	return stop
}

func (f *fleet) articles(guild corpus.GuildID) int {
	f.t.Helper()
	list, err := f.store.Articles(f.t.Context(), guild)
	if err != nil {
		f.t.Fatal(err)
	}
	return len(list)
}

// One server's sources, however many and slow, do not delay another's by more
// than a minute: neither where they stand at hosts of their own nor at the same.
func TestSlowSourcesDelayNoOthers(t *testing.T) {
	feeds := func(hosts ...string) func(*fleet) {
		return func(f *fleet) {
			for i, host := range hosts {
				at := fmt.Sprint(host, "/feed", i)
				f.web.feeds[at], f.web.slow[host] = 2000, 20*time.Second
				f.add(1, corpus.SourceFeed, at)
			}
		}
	}
	tests := []struct {
		name string
		slow func(*fleet)
		host string // of the other servers' sources
		kind corpus.SourceKind
		n    int // other servers
		by   time.Duration
	}{
		{"three feeds of slow pages", feeds("a.example", "b.example", "c.example"), "z.example", corpus.SourcePage, 1, time.Minute},
		{"at the same host", feeds("a.example", "a.example", "a.example"), "a.example", corpus.SourcePage, 1, time.Minute},
		{"400 slow pages", func(f *fleet) {
			for i := range 400 {
				host := fmt.Sprintf("p%d.example", i)
				f.web.slow[host] = 25 * time.Second
				f.add(1, corpus.SourcePage, host+"/page")
			}
		}, "z.example", corpus.SourceFeed, 4, 2 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, func(f *fleet) {
				t := f.t
				tt.slow(f)
				stop := f.run()
				time.Sleep(65 * time.Second) // the slow ones have what there is
				var others []corpus.Source
				for i := range tt.n {
					at := fmt.Sprintf("%s/other%d", tt.host, i)
					if tt.kind == corpus.SourceFeed {
						f.web.setFeed(at, 3)
					}
					others = append(others, f.add(2+i, tt.kind, at))
				}
				time.Sleep(tt.by)
				for _, s := range others {
					got, _, err := f.store.Source(t.Context(), s.Guild, s.ID)
					if err != nil || got.Refreshed.IsZero() || f.articles(s.Guild) == 0 {
						t.Errorf("%s of guild %s is not read after %s: %q, %v", s.Kind, s.Guild, tt.by, got.LastError, err)
					}
				}
				slow := f.articles("81384788765712385")
				time.Sleep(10 * time.Minute)
				if n := f.articles("81384788765712385") - slow; n < 20 {
					t.Errorf("of the slow server only %d pages were read in 10 minutes", n)
				}
				stop()
			})
		})
	}
}

// A source goes on where it stopped, over restarts too, and tells what came of it
// once, as of one refresh.
func TestASourceGoesOn(t *testing.T) {
	inBubble(t, func(f *fleet) {
		f.web.feeds["a.example/feed"], f.web.slow["a.example"] = 24, 11*time.Second
		s := f.add(1, corpus.SourceFeed, "a.example/feed")
		for range 2 {
			stop := f.run()
			time.Sleep(100 * time.Second)
			stop()
		}
		if runs, err := f.store.Runs(f.t.Context(), s.Guild, s.ID, 9); err != nil || len(runs) != 0 {
			f.t.Errorf("runs %+v, %v while it goes on", runs, err)
		}
		begun := f.web.times("a.example/feed")
		stop := f.run()
		time.Sleep(4 * time.Minute)
		stop()
		if n := f.web.times("a.example/feed") - begun; n != 1 {
			f.t.Errorf("the feed was asked for %d times by one process, want once", n)
		}
		again := 0
		for i := range 24 {
			again += f.web.times(fmt.Sprint("a.example/feed/", i)) - 1
		}
		if again < 0 || again > 2 {
			f.t.Errorf("pages were asked for %d times more than once, want the two that a restart cut short", again)
		}
		runs, err := f.store.Runs(f.t.Context(), s.Guild, s.ID, 9)
		// What a turn had read that a stop cut short stands, and is not told.
		if err != nil || len(runs) != 1 || f.articles(s.Guild) != 24 || runs[0].Tally.New < 18 || runs[0].Tally.Unchanged != 0 || runs[0].Finished.Sub(runs[0].Started) < 4*time.Minute {
			f.t.Errorf("runs %+v, %v and %d articles, want one run with 24 new articles", runs, err, f.articles(s.Guild))
		}
		entries, err := f.store.Entries(f.t.Context(), s.Guild, 0, 9)
		if err != nil || len(entries) != 1 {
			f.t.Errorf("the log has %+v, %v, want one entry", entries, err)
		}

		// The next refresh finds all as it was, though it takes as long.
		due, _, err := f.store.Source(f.t.Context(), s.Guild, s.ID)
		if err != nil {
			f.t.Fatal(err)
		}
		time.Sleep(time.Until(due.Due))
		stop = f.run()
		time.Sleep(8 * time.Minute)
		stop()
		runs, err = f.store.Runs(f.t.Context(), s.Guild, s.ID, 9)
		if err != nil || len(runs) != 2 || runs[0].Tally != (corpus.Tally{Unchanged: 24}) {
			f.t.Errorf("runs %+v, %v, want a second with 24 unchanged", runs, err)
		}
	})
}

// Pages that do not answer are not asked for at every turn, and do not keep the
// others from being read.
func TestASourceGoesOnPastWhatFails(t *testing.T) {
	inBubble(t, func(f *fleet) {
		f.web.feeds["a.example/feed"] = 3
		f.web.slow["a.example"] = 40 * time.Second // longer than a request may take
		s := f.add(1, corpus.SourceFeed, "a.example/feed")
		stop := f.run()
		time.Sleep(5 * time.Minute)
		stop()
		for i := range 3 {
			if n := f.web.times(fmt.Sprint("a.example/feed/", i)); n != 1 {
				f.t.Errorf("page %d was asked for %d times, want once", i, n)
			}
		}
		got, _, err := f.store.Source(f.t.Context(), s.Guild, s.ID)
		if err != nil || got.Failures != 1 || !strings.Contains(got.LastError, "did not answer in time") {
			f.t.Errorf("the source says %d, %q, %v", got.Failures, got.LastError, err)
		}
	})
}

// Where page after page does not answer, over several turns, the rest is left.
func TestASourceThatIsAway(t *testing.T) {
	inBubble(t, func(f *fleet) {
		f.web.feeds["a.example/feed"] = 200
		f.web.slow["a.example"] = 40 * time.Second
		s := f.add(1, corpus.SourceFeed, "a.example/feed")
		stop := f.run()
		time.Sleep(10 * time.Minute)
		stop()
		got, _, err := f.store.Source(f.t.Context(), s.Guild, s.ID)
		if err != nil || got.Failures != 1 || !strings.Contains(got.LastError, "pages in a row are out of reach") || time.Until(got.Due) < time.Minute {
			f.t.Errorf("the source says %d, %q, %v", got.Failures, got.LastError, err)
		}
		asked := 0
		for i := range 200 {
			asked += f.web.times(fmt.Sprint("a.example/feed/", i))
		}
		if asked < 5 || asked > 8 {
			f.t.Errorf("%d pages were asked for, want few", asked)
		}
	})
}
