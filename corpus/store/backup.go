package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"verbatim/corpus/store/driver"
)

// Backup writes a consistent copy of the store to a SQLite file at path,
// whichever database holds the store. Other processes may write to the store
// meanwhile. Only the owner can read the file, and it appears at path only when
// it is complete and on disk. If there is a file already, the error is
// fs.ErrExist unless overwrite is set. Backup also removes what killed backups
// to the same path have left there.
func (s *Store) Backup(ctx context.Context, path string, overwrite bool) (err error) {
	if err := checkFree(path, overwrite); err != nil {
		return err
	}
	work, err := driver.NewWorkFolder(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, work.Remove()) }()
	copied := filepath.Join(work.Path, "backup")
	if file, ok := s.database.(*driver.SQLite); ok {
		err = file.CopyTo(ctx, s.db, copied)
	} else {
		err = s.copyRows(ctx, filepath.Join(work.Path, "rows"), copied)
	}
	if err != nil {
		return s.describe("back up store", err)
	}
	if err := driver.CheckIntegrity(ctx, copied); err != nil {
		return fmt.Errorf("back up store %q: the copy: %w", s.database.Location(), err)
	}
	if err := checkFree(path, overwrite); err != nil {
		return err
	}
	return driver.MoveIn(copied, path)
}

// checkFree returns fs.ErrExist if there is a file at path and overwrite is not
// set.
func checkFree(path string, overwrite bool) error {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && overwrite:
		return nil
	case err == nil:
		return &fs.PathError{Op: "back up to", Path: path, Err: fs.ErrExist}
	}
	return fmt.Errorf("back up: %w", err)
}

// copyRows copies the rows of a PostgreSQL store to a SQLite file at path. It
// makes a temporary store at via first, which the caller removes.
func (s *Store) copyRows(ctx context.Context, via, path string) (err error) {
	to, err := Open(ctx, via, s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := to.Replace(ctx, s.All(ctx), false, func(*Tx) error { return nil }); err != nil {
		return err
	}
	file, ok := to.database.(*driver.SQLite)
	if !ok {
		return fmt.Errorf("%q is not a file", via)
	}
	return file.CopyTo(ctx, to.db, path)
}

// errStop ends a loop over rows early.
var errStop = errors.New("stop")

// All returns the rows that Rows visits. An error ends the sequence.
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

// OpenBackup opens a backup as a store. It does not change the file: it works
// on a copy in a folder under dir, which it checks page by page and migrates.
// closeIt removes the copy. If the backup has a newer schema, the error is
// ErrNewerSchema.
func OpenBackup(ctx context.Context, path, dir string, log *slog.Logger) (s *Store, closeIt func() error, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open backup %q: %w", path, err)
		}
	}()
	copied, remove, err := driver.CopyBackup(ctx, path, dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	if s, err = Open(ctx, copied, log); err != nil {
		return nil, nil, err
	}
	return s, func() error { return errors.Join(s.Close(), remove()) }, nil
}
