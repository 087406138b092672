package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

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
func testFollowersArriveAtTheLiveSet(t *testing.T, fresh func(testing.TB) string) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			s := openAt(t, fresh(t))
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
func testConcurrentWriters(t *testing.T, fresh func(testing.TB) string) {
	const writers, rounds = 3, 15
	location := fresh(t)
	handles := []*Store{openAt(t, location), openAt(t, location)}
	reader := openAt(t, location)
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

func testWait(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s, other := openAt(t, location), openAt(t, location)
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
