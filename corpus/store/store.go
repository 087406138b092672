// Package store keeps the truth in SQL: the articles of every guild and the
// change feed that views of them follow. SQLite is the default database.
//
// Every write takes the next position of the feed in the same transaction,
// under the lock of head's one row, so positions become visible in their own
// order. Any number of processes may use one store at once.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"

	"verbatim/corpus"
)

// Store holds articles and their change feed. Its methods may be called from
// any number of goroutines.
type Store struct {
	db   *sql.DB
	path string
	log  *slog.Logger

	writing chan struct{} // holds one token; who has it may write in this process

	mu   sync.Mutex    // guards news
	news chan struct{} // closed by the next commit of this process, and replaced
}

// Counts says what became of the articles that were put.
type Counts struct {
	New, Changed, Unchanged int
}

// Put keeps the articles in one transaction: all of them or, on error, none.
// An article that stands there already in the same words, with the same
// citation, is left alone and raises nothing, whenever it was fetched.
func (s *Store) Put(ctx context.Context, articles ...corpus.Article) (Counts, error) {
	return s.PutAll(ctx, func(yield func(corpus.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	})
}

// PutAll is Put for more articles than should be held in memory. An error that
// the sequence yields ends it, nothing is kept, and the error is returned; so
// does an article that is not valid.
func (s *Store) PutAll(ctx context.Context, articles iter.Seq2[corpus.Article, error]) (Counts, error) {
	var counts Counts
	var broken error // what the sequence yielded; not the store's
	err := s.write(ctx, "put articles", func(tx *transaction) error {
		p, err := newPutter(ctx, tx)
		if err != nil {
			return err
		}
		for a, err := range articles {
			if err == nil {
				err = invalid(a)
			}
			if err != nil {
				broken = err
				return err
			}
			if err := p.put(ctx, a, &counts); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case broken != nil:
		return Counts{}, broken
	case err != nil:
		return Counts{}, err
	}
	return counts, nil
}

func invalid(a corpus.Article) error {
	if err := a.Validate(); err != nil {
		return fmt.Errorf("article %q: %w", a.ID, err)
	}
	return nil
}

// Remove takes the article out of the corpus and reports whether it stood
// there. Its text is kept until old removals are cleared away.
func (s *Store) Remove(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	var removed bool
	err := s.write(ctx, fmt.Sprintf("remove article %q", id), func(tx *transaction) error {
		seq := tx.seq + 1
		result, err := tx.ExecContext(ctx,
			`UPDATE articles SET removed_at = $1, seq = $2 WHERE guild = $3 AND id = $4 AND removed_at IS NULL`,
			time.Now().Unix(), seq, guild, id)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if removed = n > 0; removed {
			tx.seq = seq
		}
		return nil
	})
	return removed && err == nil, err
}

// Close releases the store. Calls that are under way must have returned.
func (s *Store) Close() error {
	return s.describe("close store", s.db.Close())
}

// transaction is a write transaction that holds the lock of head's row. Who
// stamps a row takes seq+1 and leaves it in seq.
type transaction struct {
	*sql.Tx
	seq corpus.Seq
}

// write runs do in a transaction and commits it where do has raised the
// sequence; else it leaves no trace.
func (s *Store) write(ctx context.Context, what string, do func(*transaction) error) (err error) {
	select {
	case <-s.writing:
		defer func() { s.writing <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", what, ctx.Err())
	}
	defer func() { err = s.describe(what, err) }()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if rollback := tx.Rollback(); err == nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = rollback
		}
	}()
	t := &transaction{Tx: tx}
	// Setting seq to itself takes the row's lock on every database.
	if err := tx.QueryRowContext(ctx, `UPDATE head SET seq = seq RETURNING seq`).Scan(&t.seq); err != nil {
		return err
	}
	before := t.seq
	if err := do(t); err != nil || t.seq == before {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE head SET seq = $1`, t.seq); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.announce()
	return nil
}
