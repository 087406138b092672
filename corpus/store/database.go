package store

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/pressly/goose/v3"
)

// database is what SQLite and PostgreSQL do differently.
type database interface {
	// open opens the database, and makes it what it must be before migrate,
	// which it calls while no other process does.
	open(ctx context.Context, migrate func(*sql.DB) error) (*sql.DB, error)
	dialect() goose.Dialect
	backUp(ctx context.Context, db *sql.DB, version int64, log *slog.Logger) error
	// extend does what this database alone needs before its migrations.
	extend(ctx context.Context, db *sql.DB) error
	// snapshot is the options of a transaction that reads one state.
	snapshot() *sql.TxOptions
	// serialWrites reports whether this process must write one at a time even
	// where rows would not conflict.
	serialWrites() bool
	// hurry lets what is written over conn next be on disk later than its commit,
	// but not be torn, until restore is called, which the caller must.
	hurry(ctx context.Context, conn *sql.Conn) (restore func(), err error)
	// prepare makes a statement that is called many times in a transaction, or
	// in a database, and ends with it.
	prepare(ctx context.Context, in preparer, query string) (statement, error)
	// wipe takes words that were deleted out of the database's files, of all that
	// was ever deleted where all is true. It reports false where somebody still
	// reads or writes them, and does not wait for them.
	wipe(ctx context.Context, s *Store, all bool) (done bool, err error)
	// notify tells the other processes, once tx commits.
	notify(ctx context.Context, tx *sql.Tx) error
	watch(ctx context.Context, db *sql.DB, log *slog.Logger) (watcher, error)
	// where names the database for people, without a password.
	where() string
	// redact takes a password out of what the driver says.
	redact(text string) string
	// close lets go of what open and watch have left, but for the database.
	close()
	away(err error) bool     // whether err means that it cannot be reached just now
	remedy(err error) string // what a person can do about err, or ""
}

// preparer is a transaction or a database.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// statement is a query that waits for its arguments.
type statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// watcher notices that other processes have committed.
type watcher interface {
	// mark takes what is committed by now as seen.
	mark(ctx context.Context) error
	// wait returns when something may have been committed since mark, or news
	// closes.
	wait(ctx context.Context, news <-chan struct{}) error
	Close() error
}

// Open opens the store at location: a path of a SQLite file, or a URL of a
// PostgreSQL database (postgres://user@host/name).
//
// A SQLite file is created with its folder where they are missing, readable to
// their owner alone. A store of an older schema is migrated by one process at
// a time, a SQLite file after a copy of it has been laid beside it; one of a
// newer schema is refused with ErrNewerSchema.
func Open(ctx context.Context, location string, log *slog.Logger) (*Store, error) {
	return open(ctx, location, log, migrations())
}

func open(ctx context.Context, location string, log *slog.Logger, schema fs.FS) (_ *Store, err error) {
	s := &Store{log: log, writing: make(chan struct{}, 1), news: make(chan struct{})}
	s.writing <- struct{}{}
	if IsPostgres(location) {
		if s.database, err = newPostgres(location); err != nil {
			return nil, err
		}
	} else {
		s.database = &sqliteFile{path: location}
	}
	s.db, err = s.database.open(ctx, func(db *sql.DB) error { return s.migrate(ctx, db, schema) })
	if err != nil {
		return nil, s.describe("open store", err)
	}
	s.wipeAtStart(ctx)
	return s, nil
}

// IsPostgres reports whether the location of a store is a PostgreSQL
// database's URL; else it is a path of a SQLite file.
func IsPostgres(location string) bool {
	return strings.HasPrefix(location, "postgres://") || strings.HasPrefix(location, "postgresql://")
}
