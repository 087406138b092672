package store

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// applicationID marks SQLite files as Verbatim's: "Vbtm".
const applicationID = 0x5662746d

// busyTimeout is how long a write waits for another process's, which may be a
// large import.
const busyTimeout = 30 * time.Second

// sqliteFile is a SQLite database in a file.
type sqliteFile struct{ path string }

// open creates the file with its folder where they are missing, readable to
// their owner alone.
func (f *sqliteFile) open(ctx context.Context, migrate func(*sql.DB) error) (db *sql.DB, err error) {
	defer func() {
		if err != nil && db != nil {
			_ = db.Close() // the error that is returned says more
		}
	}()
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return nil, err
	}
	// One process at a time opens the store, makes the file what it must be
	// and migrates it.
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
		if err := brand(ctx, f.path); err != nil {
			return nil, err
		}
	}
	db, err = sql.Open("sqlite", dsn(f.path, "_journal_mode", "WAL", "_synchronous", "FULL", "_txlock", "immediate"))
	if err != nil {
		return nil, err
	}
	return db, migrate(db)
}

func (f *sqliteFile) dialect() goose.Dialect { return goose.DialectSQLite3 }

// extend has nothing to do: SQLite has all that the queries call.
func (f *sqliteFile) extend(context.Context, *sql.DB) error { return nil }

// snapshot makes a transaction that does not wait for writers.
func (f *sqliteFile) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (f *sqliteFile) serialWrites() bool { return true }

// hurry leaves the log to be synced by the next commit that is waited for.
func (f *sqliteFile) hurry(ctx context.Context, conn *sql.Conn) (restore func(), err error) {
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return nil, err
	}
	return func() {
		// Whatever else is written over the connection counts on it.
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA synchronous = FULL`); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // it is not used again
		}
	}, nil
}

func (f *sqliteFile) prepare(ctx context.Context, in preparer, query string) (statement, error) {
	return in.PrepareContext(ctx, query)
}

// close has nothing to do: watchers close their own connections.
func (f *sqliteFile) close() {}

// notify has nothing to do: other processes see the file change.
func (f *sqliteFile) notify(context.Context, *sql.Tx) error { return nil }

// backUp lays a copy of the database beside it, once it is whole.
func (f *sqliteFile) backUp(ctx context.Context, db *sql.DB, version int64, log *slog.Logger) (err error) {
	path := fmt.Sprintf("%s.v%d-%s.backup", f.path, version, time.Now().UTC().Format("20060102T150405Z"))
	work, err := newWorkFolder(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	copied := filepath.Join(work.path, "backup")
	if err := f.copyTo(ctx, db, copied); err != nil {
		return err
	}
	if err := moveIn(copied, path); err != nil {
		return err
	}
	log.InfoContext(ctx, "store backed up before migrating it", "file", path, "version", version)
	return nil
}

// dsn names the file at path to the driver, with pairs of its parameters.
func dsn(path string, pairs ...string) string {
	q := url.Values{
		"_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())},
		"_error_rc":     {"true"}, // a failing open otherwise says "out of memory"
		"_dqs":          {"false"},
		"_defensive":    {"true"},
		// What is deleted is overwritten, in pages that are freed too.
		"_pragma": {"secure_delete(1)"},
	}
	for pair := range slices.Chunk(pairs, 2) {
		q.Set(pair[0], pair[1])
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// prepareFile creates the file, and reports whether it is still empty. It
// refuses a file that is not Verbatim's, before SQLite writes to it.
func prepareFile(path string) (fresh bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ours(f)
}

// ours reports whether the file is still empty, and refuses one that is not
// Verbatim's.
func ours(f io.Reader) (fresh bool, err error) {
	var header [72]byte // SQLite's header, up to and with the application's id
	n, err := io.ReadFull(f, header[:])
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return true, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return false, err
	case !bytes.HasPrefix(header[:n], []byte("SQLite format 3\x00")),
		binary.BigEndian.Uint32(header[68:]) != applicationID:
		return false, errNotAStore
	}
	return false, nil
}

// brand marks an empty file as Verbatim's. It does so in SQLite's rollback
// mode, so that the mark is in the file's header before anything else is.
func brand(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	return err
}

// fileWatcher sees commits of other connections, of any process.
type fileWatcher struct {
	*sql.Conn
	version int64 // SQLite's data_version, which is a connection's own
}

func (f *sqliteFile) watch(ctx context.Context, db *sql.DB, _ *slog.Logger) (watcher, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &fileWatcher{Conn: conn}, nil
}

// mark takes what is committed by now as seen.
func (w *fileWatcher) mark(ctx context.Context) error {
	return w.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&w.version)
}

// wait returns when something has been committed since mark, or news closes.
func (w *fileWatcher) wait(ctx context.Context, news <-chan struct{}) error {
	tick := time.NewTicker(lookout)
	defer tick.Stop()
	for seen := w.version; w.version == seen; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
			return nil
		case <-tick.C:
			if err := w.mark(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
