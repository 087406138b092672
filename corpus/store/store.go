// Package store keeps the corpus in SQL: the articles of every guild with their
// versions, the sources that they come from, what moderators have decided about
// them, and the change feed that views follow. The default database is SQLite.
// PostgreSQL serves any number of machines.
//
// Every write takes the next positions of the feed in the same transaction,
// while it holds the lock on the single row of the table head. So positions
// become visible in order. Any number of processes may use one store at once.
package store

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"verbatim/corpus/store/driver"
)

// Store holds a corpus and its change feed. It is safe for concurrent use. If
// the database cannot be reached, methods return an error that wraps ErrOutage.
type Store struct {
	db       *sql.DB
	database driver.Database
	log      *slog.Logger
	migrated bool // whether this process migrated it on opening

	writing chan struct{} // holds one token; its owner may write in this process

	mu   sync.Mutex    // guards news
	news chan struct{} // closed and replaced at each commit of this process

	preparing sync.Mutex       // guards settings
	settings  driver.Statement // settingsQuery; nil until it is first used
}

// Close closes the store. No call may be in progress.
func (s *Store) Close() error {
	s.database.Close()
	return s.describe("close store", s.db.Close())
}

// query calls scan for every row of the result.
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

// querier is a database, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// collect returns the rows of the result. target returns the scan targets of a
// row.
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

// read runs do on one consistent state of the database.
func (s *Store) read(ctx context.Context, what string, do func(*sql.Tx) error) (err error) {
	defer func() { err = s.describe(what, err) }()
	tx, err := s.db.BeginTx(ctx, s.database.Snapshot())
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the error of do says more
		return err
	}
	return tx.Commit()
}
