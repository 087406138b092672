package driver

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

// BusyTimeout is how long a write waits for another process's, which may be a
// large import.
const BusyTimeout = 30 * time.Second

// watchInterval is how often the feed looks for what other processes have written to
// a SQLite file.
const watchInterval = 200 * time.Millisecond

// SQLite is a SQLite database in a file.
type SQLite struct{ path string }

// Open creates the file with its folder where they are missing, readable to
// their owner alone.
func (f *SQLite) Open(ctx context.Context, migrate func(*sql.DB) error) (db *sql.DB, err error) {
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

func (f *SQLite) Dialect() goose.Dialect { return goose.DialectSQLite3 }

// Extend has nothing to do: SQLite has all that the queries call.
func (f *SQLite) Extend(context.Context, *sql.DB) error { return nil }

// Snapshot makes a transaction that does not wait for writers.
func (f *SQLite) Snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (f *SQLite) SerialWrites() bool { return true }

// DeferSync leaves the log to be synced by the next commit that is waited for.
func (f *SQLite) DeferSync(ctx context.Context, conn *sql.Conn) (restore func(), err error) {
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

func (f *SQLite) Prepare(ctx context.Context, in Preparer, query string) (Statement, error) {
	return in.PrepareContext(ctx, query)
}

// Close has nothing to do: watchers close their own connections.
func (f *SQLite) Close() {}

// Notify has nothing to do: other processes see the file change.
func (f *SQLite) Notify(context.Context, *sql.Tx) error { return nil }

// BackUp lays a copy of the database beside it, once it is whole.
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

// dsn names the file at path to the driver, with pairs of its parameters.
func dsn(path string, pairs ...string) string {
	q := url.Values{
		"_busy_timeout": {fmt.Sprint(BusyTimeout.Milliseconds())},
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
	return checkStoreHeader(f)
}

// checkStoreHeader reports whether the file is still empty, and refuses one that is not
// Verbatim's.
func checkStoreHeader(f io.Reader) (fresh bool, err error) {
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

// markAsStore marks an empty file as Verbatim's. It does so in SQLite's rollback
// mode, so that the mark is in the file's header before anything else is.
func markAsStore(ctx context.Context, path string) (err error) {
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

func (f *SQLite) Watch(ctx context.Context, db *sql.DB, _ *slog.Logger) (Watcher, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &fileWatcher{Conn: conn}, nil
}

// Mark takes what is committed by now as seen.
func (w *fileWatcher) Mark(ctx context.Context) error {
	return w.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&w.version)
}

// Wait returns when something has been committed since mark, or news closes.
func (w *fileWatcher) Wait(ctx context.Context, news <-chan struct{}) error {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for seen := w.version; w.version == seen; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
			return nil
		case <-tick.C:
			if err := w.Mark(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
