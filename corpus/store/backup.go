package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
)

// Backup writes one state of the store to a SQLite file at path, whatever is
// written to the store meanwhile and whichever database keeps it. The file is
// its owner's alone, and is at path only once it is whole and on disk. Where
// there is one already, the error is fs.ErrExist unless overwrite is asked for.
// What killed backups to the same path left beside it is removed.
func (s *Store) Backup(ctx context.Context, path string, overwrite bool) (err error) {
	if err := absent(path, overwrite); err != nil {
		return err
	}
	work, err := newWorkFolder(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	copied := filepath.Join(work.path, "backup")
	if file, ok := s.database.(*sqliteFile); ok {
		err = file.copyTo(ctx, s.db, copied)
	} else {
		err = s.copyRows(ctx, filepath.Join(work.path, "rows"), copied)
	}
	if err != nil {
		return s.describe("back up store", err)
	}
	if err := sound(ctx, copied); err != nil {
		return fmt.Errorf("back up store %q: the copy: %w", s.database.where(), err)
	}
	if err := absent(path, overwrite); err != nil {
		return err
	}
	return moveIn(copied, path)
}

// absent returns fs.ErrExist where there is something at path that may not be
// overwritten.
func absent(path string, overwrite bool) error {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && overwrite:
		return nil
	case err == nil:
		return &fs.PathError{Op: "back up to", Path: path, Err: fs.ErrExist}
	}
	return fmt.Errorf("back up: %w", err)
}

// copyTo writes one state of the database to a new file.
func (f *sqliteFile) copyTo(ctx context.Context, db *sql.DB, path string) error {
	// SQLite takes an empty file for the copy, and leaves its permissions.
	copied, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := copied.Close(); err != nil {
		return err
	}
	if _, err = db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		// It is in a folder of its own, which goes.
		return &copyError{filepath.Dir(path), err}
	}
	return nil
}

// copyRows copies another database's rows to a SQLite file, by way of a store
// that is left behind.
func (s *Store) copyRows(ctx context.Context, by, path string) (err error) {
	to, err := Open(ctx, by, s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := to.Replace(ctx, s.All(ctx), false, func(*Tx) error { return nil }); err != nil {
		return err
	}
	file, ok := to.database.(*sqliteFile)
	if !ok {
		return fmt.Errorf("%q is no file", by)
	}
	return file.copyTo(ctx, to.db, path)
}

// errStop ends a loop over rows early.
var errStop = errors.New("stop")

// All are the rows that Rows gives. An error ends them.
func (s *Store) All(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		err := s.Rows(ctx, func(r Row) error {
			if !yield(r, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Row{}, err)
		}
	}
}

// sound checks a SQLite file that no process uses, page by page.
func sound(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("it is damaged: %s", verdict)
	}
	return nil
}

// moveIn puts a file that is in the same file system at path, on disk before
// it is there.
func moveIn(from, path string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system can
	return folder.Close()
}

// OpenBackup opens a backup as a store, and leaves the file as it is: a copy,
// in a folder under dir that close removes, is checked page by page and migrated.
// One of a newer schema is refused with ErrNewerSchema.
func OpenBackup(ctx context.Context, path, dir string, log *slog.Logger) (s *Store, closeIt func() error, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open backup %q: %w", path, err)
		}
	}()
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, nil, errors.New("it is a store in use, not a backup: make one of it with \"verbatim backup\"")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	work, err := newWorkFolder(dir, restorePrefix)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, work.remove())
		}
	}()
	copied := filepath.Join(work.path, "backup")
	if err := copyFile(path, copied); err != nil {
		if noRoom(err) {
			err = fmt.Errorf("%w: %s", err, makeRoom(dir))
		}
		return nil, nil, err
	}
	if fresh, err := prepareFile(copied); err != nil || fresh {
		return nil, nil, errors.Join(err, emptyBackup(fresh))
	}
	if err := sound(ctx, copied); err != nil {
		return nil, nil, err
	}
	if s, err = Open(ctx, copied, log); err != nil {
		return nil, nil, err
	}
	return s, func() error { return errors.Join(s.Close(), work.remove()) }, nil
}

func emptyBackup(fresh bool) error {
	if fresh {
		return errors.New("it is empty")
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
