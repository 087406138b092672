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

// Database is one of SQLite and PostgreSQL.
type Database interface {
	// Open opens the database and calls migrate while no other process does.
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
	// Extend creates what the migrations need and this database lacks.
	Extend(ctx context.Context, db *sql.DB) error
	// Snapshot returns the options for a transaction that reads one consistent
	// state.
	Snapshot() *sql.TxOptions
	// SerialWrites reports whether this process must write one transaction at a
	// time, even if they write different rows.
	SerialWrites() bool
	// DeferSync lets the next writes over conn reach the disk some time after
	// their commit. A crash may lose them but not tear them. The caller must
	// call restore.
	DeferSync(ctx context.Context, conn *sql.Conn) (restore func(), err error)
	// Prepare prepares a statement that is used many times in a transaction or
	// on a database. The statement ends with it.
	Prepare(ctx context.Context, in Preparer, query string) (Statement, error)
	// Wipe removes deleted data from the database's files. If job.All is set,
	// it also removes what was deleted before deletions were counted. It
	// returns false if another process still reads or writes the data; it does
	// not wait.
	Wipe(ctx context.Context, job WipeJob) (done bool, err error)
	// Notify tells other processes about the commit of tx, once it happens.
	Notify(ctx context.Context, tx *sql.Tx) error
	Watch(ctx context.Context, db *sql.DB, log *slog.Logger) (Watcher, error)
	// Location returns the database's location, without a password, for
	// messages.
	Location() string
	// Redact replaces the password in a message of the database driver.
	Redact(text string) string
	// Close releases everything that Open and Watch hold except the database.
	Close()
	IsOutage(err error) bool // whether err means that the database cannot be reached now
	Remedy(err error) string // what the operator can do about err, or ""
}

// Preparer is a transaction or a database.
type Preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Statement is a prepared query.
type Statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// Watcher notices commits of other processes.
type Watcher interface {
	// Mark marks everything that is committed so far as seen.
	Mark(ctx context.Context) error
	// Wait returns when there may be a commit since Mark, or when news closes.
	Wait(ctx context.Context, news <-chan struct{}) error
	Close() error
}

// WipeJob is one attempt to remove deleted data from a database's files.
type WipeJob struct {
	DB     *sql.DB
	Log    *slog.Logger
	Tables []string // the tables whose rows may have been deleted
	All    bool     // also wipe deleted data before deletions were counted

	// Lock waits until this process may write.
	Lock func(context.Context) (release func(), err error)
}
