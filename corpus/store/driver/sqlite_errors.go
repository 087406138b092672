package driver

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// errNotAStore says that the file is something else.
var errNotAStore = errors.New("the file is not a Verbatim store")

func (f *SQLite) Location() string { return f.path }

// Redact has nothing to do: a file has no password.
func (f *SQLite) Redact(text string) string { return text }

// sqliteCode is SQLite's primary result code of err, or 0.
func sqliteCode(err error) int {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.Code() & 0xff // the rest is detail
}

// IsOutage says that another process keeps the file locked.
func (f *SQLite) IsOutage(err error) bool {
	c := sqliteCode(err)
	return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
}

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
		return "choose a folder with --data that is one, or can be made"
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
		return "another process has been writing to it for long: try again when it is done"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged: restore it from a backup, or choose another data folder with --data"
	case sqlite3.SQLITE_IOERR: // which a full disk is too, where SQLite maps a file into memory
		if full := f.fullFolder(err); probeFull(full) {
			return freeSpaceHint(full)
		}
		return fmt.Sprintf("check the disk of %q", folder)
	}
	return ""
}
