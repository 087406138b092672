// Package store keeps the truth in SQL: the articles of every guild with their
// versions, the sources they come from, what moderators have said of them, and
// the change feed that views of them follow. SQLite is the default database,
// PostgreSQL serves any number of machines.
//
// Every write takes the next positions of the feed in the same transaction,
// under the lock of head's one row, so positions become visible in their own
// order. Any number of processes may use one store at once.
package store

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"verbatim/corpus/store/driver"
)

// Store holds a corpus and its change feed. Its methods may be called from any
// number of goroutines. They return ErrAway, wrapped, where the database
// cannot be reached just now.
type Store struct {
	db       *sql.DB
	database driver.Database
	log      *slog.Logger
	migrated bool // by this process, when it opened it

	writing chan struct{} // holds one token; who has it may write in this process

	mu   sync.Mutex    // guards news
	news chan struct{} // closed by the next commit of this process, and replaced

	preparing sync.Mutex       // guards settings
	settings  driver.Statement // settingsQuery, nil until it is first asked
}

// Close releases the store. Calls that are under way must have returned.
func (s *Store) Close() error {
	s.database.Close()
	return s.describe("close store", s.db.Close())
}

// query calls scan for every row of the answer.
func query(ctx context.Context, db querier, scan func(*sql.Rows) error, text string, args ...any) (err error) {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// querier is a database, a connection to it or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// collect is the rows of the answer, each as target's columns fill it.
func collect[T any](ctx context.Context, db querier, target func(*T) []any, text string, args ...any) ([]T, error) {
	var out []T
	err := query(ctx, db, func(rows *sql.Rows) error {
		var row T
		if err := rows.Scan(target(&row)...); err != nil {
			return err
		}
		out = append(out, row)
		return nil
	}, text, args...)
	return out, err
}

// read runs do on one state of the database, whatever is written meanwhile.
func (s *Store) read(ctx context.Context, what string, do func(*sql.Tx) error) (err error) {
	defer func() { err = s.describe(what, err) }()
	tx, err := s.db.BeginTx(ctx, s.database.Snapshot())
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // do's error says more
		return err
	}
	return tx.Commit()
}
