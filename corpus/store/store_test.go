package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func openTemp(t *testing.T) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "data", "verbatim.db"))
}

func openAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, quiet())
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

func article(guild, id, text string) corpus.Article {
	return corpus.Article{
		Guild: corpus.GuildID(guild), ID: corpus.ArticleID(id), Title: "Title of " + id, Publisher: "The Quay",
		Author: "A. Writer", URL: "https://quay.example/" + id, Published: "2024-03-02",
		Fetched: "2024-03-02T10:00:00Z", Language: "en", Origin: corpus.OriginImported, Text: text,
	}
}

func TestPutCountsAndChanges(t *testing.T) {
	first := article("", "a", "The harbour reopens.")
	reworded, retitled, refetched := first, first, first
	reworded.Text = "The harbour stays shut."
	retitled.Title = "Another title"
	refetched.Fetched = "2024-04-02T10:00:00Z"
	tests := []struct {
		name string
		then []corpus.Article // put after first
		want Counts
		seq  corpus.Seq
	}{
		{"the same again", []corpus.Article{first}, Counts{Unchanged: 1}, 1},
		{"fetched again, no word changed", []corpus.Article{refetched}, Counts{Unchanged: 1}, 1},
		{"another text", []corpus.Article{reworded}, Counts{Changed: 1}, 2},
		{"another title", []corpus.Article{retitled}, Counts{Changed: 1}, 2},
		{"the same id in a guild", []corpus.Article{article("7", "a", "x")}, Counts{New: 1}, 2},
		{"twice in one call", []corpus.Article{reworded, first}, Counts{Changed: 2}, 3},
		{"nothing at all", nil, Counts{}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openTemp(t)
			if got, err := s.Put(t.Context(), first); err != nil || got != (Counts{New: 1}) {
				t.Fatalf("first Put = %+v, %v, want one new", got, err)
			}
			got, err := s.Put(t.Context(), tt.then...)
			if err != nil || got != tt.want {
				t.Errorf("Put = %+v, %v, want %+v", got, err, tt.want)
			}
			head, err := s.Head(t.Context())
			if err != nil || head.Seq != tt.seq {
				t.Errorf("Head = %+v, %v, want position %d", head, err, tt.seq)
			}
		})
	}
}

func TestArticleComesBackWhole(t *testing.T) {
	s := openTemp(t)
	want := article("7", "a", "One “word”.\n\nAnother.")
	if _, err := s.Put(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := s.Article(t.Context(), "7", "a")
	if err != nil || !ok || got != want {
		t.Errorf("Article = %+v, %v, %v, want %+v", got, ok, err, want)
	}
	if _, ok, err := s.Article(t.Context(), corpus.Shared, "a"); ok || err != nil {
		t.Errorf("the guild's article in the shared corpus: %v, %v, want none", ok, err)
	}
	list, err := s.Articles(t.Context(), "7")
	listed := want
	listed.Text = ""
	if err != nil || len(list) != 1 || list[0] != (Listed{Article: listed, Bytes: len(want.Text), Versions: 1}) {
		t.Errorf("Articles = %+v, %v, want the one, %d bytes", list, err, len(want.Text))
	}
}

func TestBrokenArticleKeepsTheOthersOut(t *testing.T) {
	s := openTemp(t)
	_, err := s.Put(t.Context(), article("", "a", "x"), article("", "b", "\xff"))
	if err == nil || !strings.Contains(err.Error(), `article "b": "text" is not valid UTF-8`) {
		t.Errorf("Put = %v, want it to name the broken article", err)
	}
	broken := errors.New("line 2 is broken")
	_, err = s.PutAll(t.Context(), func(yield func(corpus.Article, error) bool) {
		_ = yield(article("", "a", "x"), nil) && yield(corpus.Article{}, broken)
	})
	if err == nil || err.Error() != broken.Error() {
		t.Errorf("PutAll = %v, want %v", err, broken)
	}
	if list, err := s.Articles(t.Context(), ""); err != nil || len(list) != 0 {
		t.Errorf("%d articles stand, %v, want none", len(list), err)
	}
	if head, err := s.Head(t.Context()); err != nil || head.Seq != 0 {
		t.Errorf("Head = %+v, %v, want position 0", head, err)
	}
}

func TestRemove(t *testing.T) {
	s := openTemp(t)
	a := article("", "a", "x")
	if _, err := s.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		guild corpus.GuildID
		id    corpus.ArticleID
		want  bool
		seq   corpus.Seq
	}{
		{"in another guild", "7", "a", false, 1},
		{"unknown", "", "b", false, 1},
		{"there", "", "a", true, 2},
		{"once more", "", "a", false, 2},
	} {
		got, err := s.Remove(t.Context(), tt.guild, tt.id)
		if err != nil || got != tt.want {
			t.Errorf("%s: Remove = %v, %v, want %v", tt.name, got, err, tt.want)
		}
		if head, err := s.Head(t.Context()); err != nil || head.Seq != tt.seq {
			t.Errorf("%s: Head = %+v, %v, want position %d", tt.name, head, err, tt.seq)
		}
	}
	changes, err := s.Changes(t.Context(), 0, 10)
	want := corpus.Change{Seq: 2, Removed: true, Article: corpus.Article{ID: "a"}}
	if err != nil || len(changes) != 1 || !reflect.DeepEqual(changes[0], want) {
		t.Errorf("Changes = %+v, %v, want %+v", changes, err, want)
	}
	if counts, err := s.Put(t.Context(), a); err != nil || counts != (Counts{New: 1}) {
		t.Errorf("Put after Remove = %+v, %v, want one new", counts, err)
	}
}

// follower is a view of the feed: what a reader holds who takes changes in
// pieces of some size, from some position on.
type follower struct {
	at   corpus.Seq
	live map[string]corpus.Article
}

func (f *follower) catchUp(ctx context.Context, s *Store, limit int) error {
	for {
		changes, err := s.Changes(ctx, f.at, limit)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			if c.Seq <= f.at {
				return fmt.Errorf("position %d follows %d", c.Seq, f.at)
			}
			f.at = c.Seq
			key := string(c.Article.Guild) + "/" + string(c.Article.ID)
			if c.Removed {
				delete(f.live, key)
			} else {
				f.live[key] = c.Article
			}
		}
	}
}

// Whatever is written, whoever reads the feed from any position on which he
// stands arrives at exactly what stands in the store.
func TestFollowersArriveAtTheLiveSet(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			s := openTemp(t)
			live := map[string]corpus.Article{}
			var followers []*follower
			for range 80 {
				mutate(t, s, random, live)
				if random.IntN(8) == 0 {
					followers = append(followers, &follower{live: map[string]corpus.Article{}})
				}
				for _, f := range followers {
					if random.IntN(4) > 0 {
						continue
					}
					if err := f.catchUp(t.Context(), s, 1+random.IntN(4)); err != nil {
						t.Fatal(err)
					}
					if !maps.Equal(f.live, live) {
						t.Fatalf("follower holds %v\nwant %v", slices.Sorted(maps.Keys(f.live)), slices.Sorted(maps.Keys(live)))
					}
				}
			}
			head, err := s.Head(t.Context())
			for _, f := range followers {
				if err := f.catchUp(t.Context(), s, 3); err != nil || f.at > head.Seq || !maps.Equal(f.live, live) {
					t.Fatalf("follower at %d of %d, %v: holds %d articles, want %d", f.at, head.Seq, err, len(f.live), len(live))
				}
			}
			if err != nil || len(followers) == 0 {
				t.Fatalf("%d followers, %v, want some", len(followers), err)
			}
		})
	}
}

// mutate writes something to s, and the same to live.
func mutate(t *testing.T, s *Store, random *rand.Rand, live map[string]corpus.Article) {
	t.Helper()
	guild := []string{"", "7", "8"}[random.IntN(3)]
	if random.IntN(3) == 0 {
		id := fmt.Sprint(random.IntN(9))
		_, stands := live[guild+"/"+id]
		removed, err := s.Remove(t.Context(), corpus.GuildID(guild), corpus.ArticleID(id))
		if err != nil || removed != stands {
			t.Fatalf("Remove(%s/%s) = %v, %v, want %v", guild, id, removed, err, stands)
		}
		delete(live, guild+"/"+id)
		return
	}
	var batch []corpus.Article
	var want Counts
	for range 1 + random.IntN(4) {
		a := article(guild, fmt.Sprint(random.IntN(9)), fmt.Sprint("text ", random.IntN(3)))
		key := guild + "/" + string(a.ID)
		switch old, stands := live[key]; {
		case !stands:
			want.New++
		case old == a:
			want.Unchanged++
		default:
			want.Changed++
		}
		live[key] = a
		batch = append(batch, a)
	}
	if got, err := s.Put(t.Context(), batch...); err != nil || got != want {
		t.Fatalf("Put = %+v, %v, want %+v", got, err, want)
	}
}

// Two handles stand for two processes; each writes from several goroutines
// while a third reads the feed.
func TestConcurrentWriters(t *testing.T) {
	const writers, rounds = 3, 15
	path := filepath.Join(t.TempDir(), "verbatim.db")
	handles := []*Store{openAt(t, path), openAt(t, path)}
	reader := openAt(t, path)
	var group sync.WaitGroup
	for h, s := range handles {
		for w := range writers {
			group.Go(func() {
				for i := range rounds {
					id := fmt.Sprint(h, "-", w, "-", i)
					if _, err := s.Put(t.Context(), article("", id, id), article("", "common", id)); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	f := &follower{live: map[string]corpus.Article{}}
	const total = 2 * 2 * writers * rounds // every one raises the sequence
	for f.at < total && !t.Failed() {
		if err := reader.Wait(t.Context(), f.at); err != nil {
			t.Fatal(err)
		}
		if err := f.catchUp(t.Context(), reader, 5); err != nil {
			t.Fatal(err)
		}
	}
	group.Wait()
	if len(f.live) != 2*writers*rounds+1 || f.at != total {
		t.Errorf("the follower holds %d articles at %d, want %d at %d", len(f.live), f.at, 2*writers*rounds+1, total)
	}
	list, err := reader.Articles(t.Context(), "")
	if err != nil || len(list) != len(f.live) {
		t.Errorf("%d articles stand, %v, want %d", len(list), err, len(f.live))
	}
}

func TestWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	s, other := openAt(t, path), openAt(t, path)
	if _, err := s.Put(t.Context(), article("", "a", "x")); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(t.Context(), 0); err != nil {
		t.Errorf("waiting for what is there: %v", err)
	}
	for i, writer := range []*Store{s, other} {
		at := corpus.Seq(1 + i)
		done := make(chan error, 1)
		go func() { done <- s.Wait(t.Context(), at) }()
		if _, err := writer.Put(t.Context(), article("", fmt.Sprint("b", i), "x")); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Errorf("waiting for writer %d: %v", i, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait = %v after the context's end, want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := s.Wait(ctx, 3); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Wait = %v with nothing to come, want %v", err, context.DeadlineExceeded)
	}
}

func BenchmarkPut(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "verbatim.db"), quiet())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	text := strings.Repeat("The harbour reopens on Monday, the mayor said. ", 60)
	n := 0
	_, err = s.PutAll(b.Context(), func(yield func(corpus.Article, error) bool) {
		for b.Loop() {
			n++
			if !yield(article("", fmt.Sprint(n), text), nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}
