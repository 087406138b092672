package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// applicationID marks SQLite files as Verbatim's: "Vbtm".
const applicationID = 0x5662746d

// busyTimeout is how long a write waits for another process's, which may be a
// large import.
const busyTimeout = 30 * time.Second

// Open opens the SQLite store in the file at path, which it creates with its
// folder where they are missing, readable to their owner alone. A store of an
// older schema is migrated, after a copy of it has been laid beside it; one of
// a newer schema is refused with ErrNewerSchema.
func Open(ctx context.Context, path string, log *slog.Logger) (*Store, error) {
	return open(ctx, path, log, migrations())
}

func open(ctx context.Context, path string, log *slog.Logger, schema fs.FS) (_ *Store, err error) {
	s := &Store{path: path, log: log, writing: make(chan struct{}, 1), news: make(chan struct{})}
	s.writing <- struct{}{}
	defer func() {
		if err != nil && s.db != nil {
			_ = s.db.Close() // the error that is returned says more
		}
		err = s.describe("open store", err)
	}()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	// One process at a time opens the store, makes the file what it must be
	// and migrates it.
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	fresh, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := brand(ctx, path); err != nil {
			return nil, err
		}
	}
	s.db, err = sql.Open("sqlite", dsn(path, "_journal_mode", "WAL", "_synchronous", "FULL", "_txlock", "immediate"))
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, schema); err != nil {
		return nil, err
	}
	return s, nil
}

// dsn names the file at path to the driver, with pairs of its parameters.
func dsn(path string, pairs ...string) string {
	q := url.Values{
		"_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())},
		"_error_rc":     {"true"}, // a failing open otherwise says "out of memory"
		"_dqs":          {"false"},
		"_defensive":    {"true"},
	}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
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

// watcher notices that other connections, of any process, have committed.
type watcher struct {
	*sql.Conn
	version int64 // SQLite's data_version, which is a connection's own
}

func (s *Store) watch(ctx context.Context) (*watcher, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &watcher{Conn: conn}, nil
}

// mark takes what is committed by now as seen.
func (w *watcher) mark(ctx context.Context) error {
	return w.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&w.version)
}

// wait returns when something has been committed since mark, or news closes.
func (w *watcher) wait(ctx context.Context, news <-chan struct{}) error {
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
