package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus"
)

func testUpdate(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	put(t, s, article("7", "a", "x"))
	position := head(t, s)
	refused := errors.New("the guild has too many articles")
	err := s.Update(t.Context(), "test", func(tx *Tx) error {
		ctx := t.Context()
		if _, err := tx.PutArticle(ctx, article("7", "b", "x"), 20); err != nil {
			return err
		}
		if err := tx.PutSource(ctx, source("7", "1", "Quay")); err != nil {
			return err
		}
		if _, err := tx.RemoveArticle(ctx, "7", "a"); err != nil {
			return err
		}
		return refused
	})
	if err != refused { //nolint:errorlint // it must come back as it is
		t.Errorf("got error %v, want %v itself", err, refused)
	}
	same(t, "what stands", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"a": ""})
	same(t, "sources", len(ok(s.Sources(t.Context(), "7"))(t)), 0)
	same(t, "the position", head(t, s), position)
	update(t, s, func(context.Context, *Tx) error { return nil })
	same(t, "the position after nothing", head(t, s), position)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, err := range []error{
			tx.PutSource(ctx, source("7", "1", "Quay")),
			tx.Log(ctx, corpus.Entry{Guild: "7"}),
			tx.PutRun(ctx, corpus.Run{Guild: "7", Source: "1"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "the position after three rows", head(t, s), position+3)

	ctx, cancel := context.WithCancel(t.Context())
	err = s.Update(ctx, "test", func(tx *Tx) error {
		_, err := tx.PutArticle(ctx, article("7", "c", "x"), 20)
		cancel()
		return err
	})
	wantError(t, "a transaction whose context ends", err, context.Canceled)
	same(t, "what stands", len(standing(t, s, "7")), 1)
	err = s.Update(t.Context(), "break it", func(tx *Tx) error {
		_, err := tx.exec(t.Context(), `INSERT INTO nowhere VALUES ($1)`, 1)
		return fmt.Errorf("on the way: %w", err)
	})
	if err == nil || !strings.Contains(err.Error(), "break it") || !strings.Contains(err.Error(), "nowhere") ||
		!strings.Contains(err.Error(), s.database.Location()) {
		t.Errorf("got error %v, want it to name operation, database and cause", err)
	}
	put(t, s, article("7", "d", "the store goes on"))
}

// A server's words, in whatever bytes, never keep a refresh from being stored.
func testClean(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	broken := source("7", "1", "Quay")
	broken.LastError = "bad \xff\x00 bytes"
	putSources(t, s, broken)
	got, _, err := s.Source(t.Context(), "7", "1")
	if want := "bad \uFFFD\uFFFD bytes"; err != nil || got.LastError != want {
		t.Errorf("got %q, %v, want %q", got.LastError, err, want)
	}
}

// Followers read while writers of two processes write rows of every kind, and
// transactions are rolled back: nobody ever misses an article.
func testFollowerMissesNothing(t *testing.T, fresh func(testing.TB) string) {
	const writers, rounds, readers = 4, 25, 2
	location := fresh(t)
	handles := []*Store{openAt(t, location), openAt(t, location)}
	var writing, reading sync.WaitGroup
	written := make(chan struct{})
	for w := range writers {
		s := handles[w%len(handles)]
		writing.Go(func() {
			for i := range rounds {
				if err := writeSome(t.Context(), s, w, i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range readers {
		s := openAt(t, location)
		reading.Go(func() {
			seen := map[corpus.ArticleID]bool{}
			var at corpus.Seq
			for done := false; !done; {
				select {
				case <-written:
					done = true // after one more look
				default:
				}
				var err error
				if at, err = readUpTo(t.Context(), s, at, seen); err != nil {
					t.Error(err)
					return
				}
			}
			if want := writers * rounds; len(seen) != want {
				t.Errorf("a follower has seen %d articles, want %d", len(seen), want)
			}
		})
	}
	writing.Wait()
	close(written)
	reading.Wait()
}

// writeSome adds one article that stays, among other rows.
func writeSome(ctx context.Context, s *Store, writer, round int) error {
	id := fmt.Sprint(writer, "-", round)
	err := s.Update(ctx, "write", func(tx *Tx) error {
		if err := tx.Log(ctx, corpus.Entry{Guild: "7", Subject: id}); err != nil {
			return err
		}
		if _, err := tx.PutArticle(ctx, article("7", id, id), 20); err != nil {
			return err
		}
		return tx.PutSource(ctx, source("7", id, id))
	})
	if err != nil || round%3 > 0 {
		return err
	}
	undone := errors.New("undone")
	err = s.Update(ctx, "write", func(tx *Tx) error {
		if _, err := tx.PutArticle(ctx, article("7", "undone", id), 20); err != nil {
			return err
		}
		return undone
	})
	if errors.Is(err, undone) {
		return nil
	}
	return fmt.Errorf("got error %w, want %w", err, undone)
}

// readUpTo reads the feed from a position to its head, as a view does.
func readUpTo(ctx context.Context, s *Store, at corpus.Seq, seen map[corpus.ArticleID]bool) (corpus.Seq, error) {
	const limit = 3
	h, err := s.Head(ctx)
	if err != nil {
		return at, err
	}
	for at < h.Seq {
		changes, err := s.Changes(ctx, at, limit)
		if err != nil {
			return at, err
		}
		for _, c := range changes {
			if c.Article.ID == "undone" {
				return at, errors.New("what was rolled back is in the feed")
			}
			seen[c.Article.ID] = true
			at = c.Seq
		}
		if len(changes) < limit {
			at = max(at, h.Seq)
		}
	}
	return at, nil
}
