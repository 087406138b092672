package driver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// CopyTo writes one state of the database to a new file.
func (f *SQLite) CopyTo(ctx context.Context, db *sql.DB, path string) error {
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

// CheckIntegrity checks a SQLite file that no process uses, page by page.
func CheckIntegrity(ctx context.Context, path string) (err error) {
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

// MoveIn puts a file that is in the same file system at path, on disk before
// it is there.
func MoveIn(from, path string) error {
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

// CopyBackup copies the backup at path into a work folder under dir, checks the
// copy page by page and returns its path. remove removes the folder.
func CopyBackup(ctx context.Context, path, dir string) (copied string, remove func() error, err error) {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return "", nil, errors.New("it is a store in use, not a backup: make a backup of it with \"verbatim backup\"")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	work, err := NewWorkFolder(dir, restorePrefix)
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, work.Remove())
		}
	}()
	copied = filepath.Join(work.Path, "backup")
	if err := copyFile(path, copied); err != nil {
		if diskFull(err) {
			err = fmt.Errorf("%w: %s", err, freeSpaceHint(dir))
		}
		return "", nil, err
	}
	empty, err := prepareFile(copied)
	switch {
	case err != nil:
		return "", nil, err
	case empty:
		return "", nil, errors.New("it is empty")
	}
	return copied, work.Remove, CheckIntegrity(ctx, copied)
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
