package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNewerSchema says that a newer program has migrated the store.
var ErrNewerSchema = errors.New("the store was written by a newer verbatim")

// errNotAStore says that the file is something else.
var errNotAStore = errors.New("the file is not a Verbatim store")

// describe wraps an error with the operation, the file, and what to do.
func (s *Store) describe(what string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if do := s.remedy(err); do != "" {
		return fmt.Errorf("%s %q: %w: %s", what, s.path, err, do)
	}
	return fmt.Errorf("%s %q: %w", what, s.path, err)
}

// remedy is what a person can do about err, or "".
func (s *Store) remedy(err error) string {
	folder := filepath.Dir(s.path)
	switch {
	case errors.Is(err, ErrNewerSchema):
		return "use that version, or restore the copy that it made before migrating"
	case errors.Is(err, errNotAStore):
		return "move it away, or choose another data folder with --data"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("make %q writable, or choose another data folder with --data", folder)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Sprintf("the disk is full: make room on the disk of %q; nothing that was stored is lost", folder)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, fs.ErrNotExist):
		return "choose a folder with --data that is one, or can be made"
	}
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return ""
	}
	switch failure.Code() & 0xff { // the rest is detail
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Sprintf("make %q and the files in it writable, or choose another data folder with --data", folder)
	case sqlite3.SQLITE_FULL:
		return fmt.Sprintf("the disk is full: make room on the disk of %q; nothing that was stored is lost", folder)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another process has been writing to it for long: try again when it is done"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged: restore it from a backup, or choose another data folder with --data"
	case sqlite3.SQLITE_IOERR:
		return fmt.Sprintf("check the disk of %q", folder)
	}
	return ""
}
