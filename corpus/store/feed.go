package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

// lookout is how often the feed looks for what other processes have written.
const lookout = 200 * time.Millisecond

// Head is the state of the change feed.
func (s *Store) Head(ctx context.Context) (corpus.Head, error) {
	var h corpus.Head
	err := s.db.QueryRowContext(ctx, `SELECT epoch, seq, horizon FROM head`).Scan(&h.Epoch, &h.Seq, &h.Horizon)
	return h, s.describe("read the change feed's head", err)
}

// Changes are the at most limit changes that follow the position after, in the
// feed's order. An article that changed more than once is there once, as it
// now stands, at its newest position.
func (s *Store) Changes(ctx context.Context, after corpus.Seq, limit int) (changes []corpus.Change, err error) {
	defer func() { err = s.describe("read the change feed", err) }()
	rows, err := s.db.QueryContext(ctx,
		`SELECT seq, removed_at IS NOT NULL, CASE WHEN removed_at IS NULL THEN body ELSE '' END, `+citation+`
		FROM articles WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c corpus.Change
		if err := rows.Scan(append([]any{&c.Seq, &c.Removed, &c.Article.Text}, citationTargets(&c.Article)...)...); err != nil {
			return nil, err
		}
		if c.Removed {
			c.Article = corpus.Article{Guild: c.Article.Guild, ID: c.Article.ID}
		}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}

// Wait returns when the feed has passed the position after: at once where it
// has already or this process writes, within 200 ms where another one does.
// It returns the context's error when that ends first.
func (s *Store) Wait(ctx context.Context, after corpus.Seq) error {
	err := s.wait(ctx, after)
	if ctx.Err() != nil {
		return fmt.Errorf("wait for changes: %w", ctx.Err())
	}
	return s.describe("wait for changes", err)
}

func (s *Store) wait(ctx context.Context, after corpus.Seq) (err error) {
	w, err := s.watch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for {
		// What is written after these two wakes the wait below.
		news := s.announced()
		if err := w.mark(ctx); err != nil {
			return err
		}
		head, err := s.Head(ctx)
		if err != nil || head.Seq > after {
			return err
		}
		if err := w.wait(ctx, news); err != nil {
			return err
		}
	}
}

// announced is closed by this process's next commit.
func (s *Store) announced() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.news
}

func (s *Store) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
}
