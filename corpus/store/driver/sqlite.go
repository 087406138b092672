package driver

import (
	"io/fs"

	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"

	_ "modernc.org/sqlite"
)

// the driver "sqlite"

// SQLite is a SQLite database in a file.
type SQLite struct{ path string }

// Open creates the file and its folder if they are missing, readable by their
// owner only.
func (f *SQLite) Open(ctx context.Context, migrate func(*sql.DB) error) (db *sql.DB, err error) {
	defer func() {
		if err != nil && db != nil {
			_ = db.Close() // err says more
		}
	}()
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return nil, err
	}
	// Only one process at a time prepares the file and migrates it.
	lock := flock.New(f.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	fresh, err := prepareFile(f.path)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := markAsStore(ctx, f.path); err != nil {
			return nil, err
		}
	}
	db, err = sql.Open("sqlite", dsn(f.path, "_journal_mode", "WAL", "_synchronous", "FULL", "_txlock", "immediate"))
	if err != nil {
		return nil, err
	}
	return db, migrate(db)
}

// Dialect returns the dialect for migrations.
func (f *SQLite) Dialect() goose.Dialect { return goose.DialectSQLite3 }

// Extend is empty: SQLite has all functions that the queries use.
func (f *SQLite) Extend(context.Context, *sql.DB) error { return nil }

// Snapshot makes a transaction that does not wait for writers.
func (f *SQLite) Snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// SerialWrites returns true because SQLite locks the whole file.
func (f *SQLite) SerialWrites() bool { return true }

// DeferSync leaves it to the next full commit to sync the log.
func (f *SQLite) DeferSync(ctx context.Context, conn *sql.Conn) (restore func(), err error) {
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return nil, err
	}
	return func() {
		// All later writes over this connection rely on full syncs.
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA synchronous = FULL`); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the connection is not used again
		}
	}, nil
}

// Prepare prepares the query.
func (f *SQLite) Prepare(ctx context.Context, in Preparer, query string) (Statement, error) {
	return in.PrepareContext(ctx, query)
}

// Close is empty: watchers close their own connections.
func (f *SQLite) Close() {}

// Notify is empty: other processes see that the file has changed.
func (f *SQLite) Notify(context.Context, *sql.Tx) error { return nil }

// BackUp copies the database to a file beside it. The file appears when it is
// complete.
func (f *SQLite) BackUp(ctx context.Context, db *sql.DB, version int64, log *slog.Logger) (err error) {
	path := fmt.Sprintf("%s.v%d-%s.backup", f.path, version, time.Now().UTC().Format("20060102T150405Z"))
	work, err := NewWorkFolder(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.Remove()) }()
	copied := filepath.Join(work.Path, "backup")
	if err := f.CopyTo(ctx, db, copied); err != nil {
		return err
	}
	if err := MoveIn(copied, path); err != nil {
		return err
	}
	log.InfoContext(ctx, "store backed up before migrating it", "file", path, "version", version)
	return nil
}

// Watch returns a watcher with its own connection.
func (f *SQLite) Watch(ctx context.Context, db *sql.DB, _ *slog.Logger) (Watcher, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &fileWatcher{Conn: conn}, nil
}

// fullFolder returns the folder whose disk is full, if err says that a disk is
// full. It is the folder of the file that err names. Otherwise fullFolder tries
// the copy's folder, the database's and the one for temporary files.
func (f *SQLite) fullFolder(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return nearestFolder(at.Path)
	}
	folder := filepath.Dir(f.path)
	candidates := []string{folder, os.TempDir()}
	if at, ok := errors.AsType[*copyError](err); ok {
		candidates = append([]string{nearestFolder(at.path)}, candidates...)
	}
	for _, candidate := range candidates {
		if probeFull(candidate) {
			return candidate
		}
	}
	return candidates[0] // the large file that did not fit is gone again
}

// CopyTo writes a consistent copy of the database to a new file.
func (f *SQLite) CopyTo(ctx context.Context, db *sql.DB, path string) error {
	// SQLite accepts an empty file as the target, and keeps its permissions.
	copied, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := copied.Close(); err != nil {
		return err
	}
	if _, err = db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		// The copy is in a temporary folder, which may be gone.
		return &copyError{filepath.Dir(path), err}
	}
	return nil
}

// Location returns the path of the file.
func (f *SQLite) Location() string { return f.path }

// Redact returns text: a file has no password.
func (f *SQLite) Redact(text string) string { return text }

// IsOutage reports whether another process keeps the file locked.
func (f *SQLite) IsOutage(err error) bool {
	c := sqliteCode(err)
	return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
}

// Remedy returns advice for the operator about err, or "".
func (f *SQLite) Remedy(err error) string {
	folder := filepath.Dir(f.path)
	switch {
	case errors.Is(err, ErrNewerSchema):
		return "use that version, or restore the copy that it made before migrating"
	case errors.Is(err, errNotAStore):
		return "move it away, or choose another data folder with --data"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("make %q writable, or choose another data folder with --data", folder)
	case diskFull(err):
		return freeSpaceHint(f.fullFolder(err))
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, fs.ErrNotExist):
		return "name a folder that exists or can be created with --data"
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CANTOPEN:
		if full := f.fullFolder(err); probeFull(full) {
			return freeSpaceHint(full)
		}
		return fmt.Sprintf("make %q and the files in it writable, or choose another data folder with --data", folder)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fmt.Sprintf("make %q and the files in it writable, or choose another data folder with --data", folder)
	case sqlite3.SQLITE_FULL:
		return freeSpaceHint(f.fullFolder(err))
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another process has been writing for a long time: try again later"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged: restore it from a backup, or choose another data folder with --data"
	case sqlite3.SQLITE_IOERR: // also caused by a full disk if the file is mapped into memory
		if full := f.fullFolder(err); probeFull(full) {
			return freeSpaceHint(full)
		}
		return fmt.Sprintf("check the disk of %q", folder)
	}
	return ""
}

// maxVerified is the size in bytes up to which Verify reads a whole SQLite
// file.
const maxVerified = 1 << 30

// OpenToRead opens the file, which must exist and be Verbatim's.
func (f *SQLite) OpenToRead() (*sql.DB, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	if info.Size() > 0 {
		if _, err := checkHeader(f.path); err != nil {
			return nil, err
		}
	}
	return sql.Open("sqlite", dsn(f.path, "mode", "ro"))
}

// HasTable reports whether the database has the table.
func (f *SQLite) HasTable(ctx context.Context, db *sql.DB, name string) (has bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = $1)`, name).Scan(&has)
	return has, err
}

// Verify has SQLite check the file, unless the file is larger than maxVerified.
func (f *SQLite) Verify(ctx context.Context, db *sql.DB, _ bool) error {
	if info, err := os.Stat(f.path); err != nil || info.Size() > maxVerified {
		return err
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (SQLite: %s)", errBroken, verdict)
	}
	return nil
}

// Wipe moves the log into the file and empties the log. Deleted data is
// overwritten in the file (secure_delete). Programs before that setting left
// deleted data in free pages, which only VACUUM removes.
func (f *SQLite) Wipe(ctx context.Context, job WipeJob) (done bool, err error) {
	if job.All {
		if done, err := f.vacuum(ctx, job); err != nil || !done {
			return false, err
		}
	}
	err = f.withoutWaiting(ctx, job.DB, func(conn *sql.Conn) error {
		var busy, logged, moved int
		if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &moved); err != nil {
			return err
		}
		done = busy == 0
		return nil
	})
	if f.IsOutage(err) {
		return false, nil
	}
	return done, err
}

// vacuum rewrites the file without free pages.
func (f *SQLite) vacuum(ctx context.Context, job WipeJob) (bool, error) {
	release, err := job.Lock(ctx) // it takes long if the file is large
	if err != nil {
		return false, err
	}
	defer release()
	err = f.withoutWaiting(ctx, job.DB, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `VACUUM`)
		return err
	})
	if f.IsOutage(err) {
		return false, nil
	}
	return err == nil, err
}

// withoutWaiting runs do on a connection that does not wait for locks, because
// a checkpoint that waits for readers makes writers wait.
func (f *SQLite) withoutWaiting(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return err
	}
	defer func() {
		restore := fmt.Sprintf(`PRAGMA busy_timeout = %d`, BusyTimeout.Milliseconds())
		_, failed := conn.ExecContext(context.WithoutCancel(ctx), restore)
		err = errors.Join(err, failed)
	}()
	return do(conn)
}
