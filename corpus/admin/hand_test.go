package admin_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// slowWeb is pages that take 20 seconds each. It counts what is read at once.
type slowWeb struct {
	mu    sync.Mutex
	now   int
	most  int
	total int
}

func (w *slowWeb) count(by int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now += by
	w.most = max(w.most, w.now)
	w.total += max(by, 0)
}

func (w *slowWeb) wait() {
	w.count(1)
	time.Sleep(20 * time.Second)
	w.count(-1)
}

func (w *slowWeb) Detect(_ context.Context, location string) (fetch.Detected, error) {
	w.wait()
	return fetch.Detected{Kind: corpus.SourcePage, Title: location, Location: location}, nil
}

func (w *slowWeb) Attachment(context.Context, string, string) (title, text string, err error) {
	w.wait()
	return "Notes", "The harbour will reopen on Monday, said the mayor.", nil
}

func (w *slowWeb) Read(_ context.Context, s corpus.Source, _ map[string]corpus.Resource, yield func(fetch.Item) error, _ func(corpus.Progress)) error {
	w.wait()
	return yield(fetch.Item{
		State: fetch.Fetched, Resource: corpus.Resource{URL: s.Location},
		Article: corpus.Article{ID: corpus.ArticleID(s.Location), Origin: corpus.OriginFetched, Text: "The harbour reopens."},
	})
}

// What moderators set off is bounded: of one server, and of all.
func TestReadingsByHandAreBounded(t *testing.T) {
	tests := []struct {
		name    string
		servers int
		each    int // readings of each
		do      func(ctx context.Context, d *admin.Service, guild corpus.GuildID, n int, progress func(corpus.Progress)) error
		most    int
		readIn  time.Duration
	}{
		{"one moderator adds 15 pages", 1, 15, addPage, 2, 15 * 20 * time.Second},
		{"one moderator attaches 15 files", 1, 15, func(ctx context.Context, d *admin.Service, guild corpus.GuildID, n int, progress func(corpus.Progress)) error {
			_, _, err := d.AddAttachment(ctx, ann, guild, "", fmt.Sprint("notes", n, ".md"), "https://cdn.example/", progress)
			return err
		}, 2, 8 * 20 * time.Second},
		{"20 servers each add a page", 20, 1, addPage, 8, 5 * 20 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "verbatim.db")
			synctest.Test(t, func(t *testing.T) {
				s, err := store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() }) // the bubble has to be empty at its end
				w := &slowWeb{}
				d := admin.New(admin.Options{Store: s, Fetch: w, Refresh: refresh.New(refresh.Options{Store: s, Fetch: w})})
				var all sync.WaitGroup
				defer all.Wait()
				var mu sync.Mutex
				waited, most := 0, 0
				began := time.Now()
				for server := range tt.servers {
					for n := range tt.each {
						all.Go(func() {
							told := false
							err := tt.do(t.Context(), d, corpus.GuildID(fmt.Sprint(81384788765712384+server)), n, func(p corpus.Progress) {
								mu.Lock()
								defer mu.Unlock()
								told, most = told || p.Waiting, max(most, p.Before)
							})
							if err != nil {
								t.Error(err)
							}
							mu.Lock()
							defer mu.Unlock()
							if told {
								waited++
							}
						})
					}
				}
				all.Wait()
				if w.most != tt.most {
					t.Errorf("%d were read at once, want %d", w.most, tt.most)
				}
				if n := tt.servers*tt.each - tt.most; waited < n || most < n-1 {
					t.Errorf("%d were told that they wait, of at most %d before them, want %d and about as many", waited, most, n)
				}
				if took := time.Since(began); took > tt.readIn+5*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// addPage adds a page, and reads it.
func addPage(ctx context.Context, d *admin.Service, guild corpus.GuildID, n int, progress func(corpus.Progress)) error {
	s, err := d.Add(ctx, ann, corpus.Source{Guild: guild, Location: fmt.Sprint("https://pier.example/", n)}, progress)
	if err != nil {
		return err
	}
	_, err = d.Refresh(ctx, ann, guild, s.ID, progress)
	return err
}
