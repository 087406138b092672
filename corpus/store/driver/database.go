// Package driver holds everything that SQLite and PostgreSQL do differently: how
// a database is opened, watched for commits and wiped, and what its errors mean.
// The store's queries are the same for both.
package driver

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"

	"github.com/pressly/goose/v3"
)

// ErrNewerSchema means that a newer version of the program has migrated the
// store.
var ErrNewerSchema = errors.New("the store was written by a newer verbatim")

// Database is what SQLite and PostgreSQL do differently.
type Database interface {
	// Open opens the database, and makes it what it must be before migrate,
	// which it calls while no other process does.
	Open(ctx context.Context, migrate func(*sql.DB) error) (*sql.DB, error)
	// OpenToRead opens the database as it is, for reading only. The error is
	// fs.ErrNotExist if there is no such file.
	OpenToRead() (*sql.DB, error)
	HasTable(ctx context.Context, db *sql.DB, name string) (bool, error)
	// Verify returns an error if the program could not work with the database.
	// migrates says that it would have to migrate it first.
	Verify(ctx context.Context, db *sql.DB, migrates bool) error
	Dialect() goose.Dialect
	BackUp(ctx context.Context, db *sql.DB, version int64, log *slog.Logger) error
	// Extend does what this database alone needs before its migrations.
	Extend(ctx context.Context, db *sql.DB) error
	// Snapshot is the options of a transaction that reads one state.
	Snapshot() *sql.TxOptions
	// SerialWrites reports whether this process must write one at a time even
	// where rows would not conflict.
	SerialWrites() bool
	// DeferSync lets what is written over conn next be on disk later than its commit,
	// but not be torn, until restore is called, which the caller must.
	DeferSync(ctx context.Context, conn *sql.Conn) (restore func(), err error)
	// Prepare makes a statement that is called many times in a transaction, or
	// in a database, and ends with it.
	Prepare(ctx context.Context, in Preparer, query string) (Statement, error)
	// Wipe takes words that were deleted out of the database's files, of all that
	// was ever deleted where all is true. It reports false where somebody still
	// reads or writes them, and does not wait for them.
	Wipe(ctx context.Context, job WipeJob) (done bool, err error)
	// Notify tells the other processes, once tx commits.
	Notify(ctx context.Context, tx *sql.Tx) error
	Watch(ctx context.Context, db *sql.DB, log *slog.Logger) (Watcher, error)
	// Location names the database for people, without a password.
	Location() string
	// Redact takes a password out of what the driver says.
	Redact(text string) string
	// Close lets go of what open and watch have left, but for the database.
	Close()
	IsOutage(err error) bool // whether err means that it cannot be reached just now
	Remedy(err error) string // what a person can do about err, or ""
}

// Preparer is a transaction or a database.
type Preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Statement is a query that waits for its arguments.
type Statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// Watcher notices that other processes have committed.
type Watcher interface {
	// Mark takes what is committed by now as seen.
	Mark(ctx context.Context) error
	// Wait returns when something may have been committed since mark, or news
	// closes.
	Wait(ctx context.Context, news <-chan struct{}) error
	Close() error
}

// WipeJob is one attempt to take deleted words out of a database's files.
type WipeJob struct {
	DB     *sql.DB
	Log    *slog.Logger
	Tables []string // the tables whose rows may have been deleted
	All    bool     // wipe also what was deleted before deletions were counted

	// Lock waits until this process may write.
	Lock func(context.Context) (release func(), err error)
}
