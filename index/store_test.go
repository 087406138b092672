package index_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
)

// The index over the real store, from an empty folder to a reopened one.
func TestIndexFollowsTheStore(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s, err := store.Open(ctx, filepath.Join(dir, "verbatim.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	x := openIndex(t, dir, s)
	following, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() {
		if err := x.Follow(following); err != nil {
			t.Error(err)
		}
	})
	put(t, s, corpus.Article{ID: "a", Origin: corpus.OriginImported, Text: "The heron stood on one leg, Ann Lee said."})
	for len(find(t, x, "heron")) == 0 { // the follower finds it, or the test's deadline does
		if t.Context().Err() != nil {
			t.Fatal("the article is not found")
		}
	}
	stop()
	group.Wait()
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, s, corpus.Article{ID: "a", Origin: corpus.OriginImported, Text: "The stork stood on one leg."})
	y := openIndex(t, dir, s)
	if err := y.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if got := find(t, y, "heron"); len(got) != 0 {
		t.Errorf("heron: got %+v after it was withdrawn", got)
	}
	if got := find(t, y, "stork"); len(got) != 1 {
		t.Errorf("stork: got %+v, want one answer", got)
	}
	if err := y.Close(); err != nil {
		t.Fatal(err)
	}
}

func openIndex(t *testing.T, dir string, s *store.Store) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(dir, "index"), s, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func put(t *testing.T, s *store.Store, a corpus.Article) {
	t.Helper()
	if _, err := s.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, x *index.Index, word string) []corpus.Answer {
	t.Helper()
	found, err := x.Search(t.Context(), corpus.Query{Text: word, Limit: 3})
	if errors.Is(err, corpus.ErrFilling) {
		return nil // not yet
	}
	if err != nil {
		t.Fatal(err)
	}
	return found.Answers
}
