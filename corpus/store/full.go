package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// noRoom reports whether the system says that a disk, or a user's part of it,
// is full.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func makeRoom(folder string) string {
	return fmt.Sprintf("the disk is full: make room on the disk of %q; nothing that was stored is lost", folder)
}

// trialSize is how many bytes a disk must take that is not full.
const trialSize = 256 << 10

// isFull reports whether the disk of a folder takes no more, which it tries.
func isFull(folder string) bool {
	f, err := os.CreateTemp(folder, "trial-*")
	if err != nil {
		return noRoom(err)
	}
	_, err = f.Write(make([]byte, trialSize))
	return noRoom(errors.Join(err, f.Close(), os.Remove(f.Name())))
}

// fullFolder is the folder whose disk is full where err says that one is: that
// of the file that err names, else the one of the database, of its copy or of
// SQLite's own files that is seen to be full.
func (f *sqliteFile) fullFolder(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return existing(at.Path)
	}
	folder := filepath.Dir(f.path)
	candidates := []string{folder, os.TempDir()}
	if at, ok := errors.AsType[*copyError](err); ok {
		candidates = append([]string{existing(at.path)}, candidates...)
	}
	for _, candidate := range candidates {
		if isFull(candidate) {
			return candidate
		}
	}
	return candidates[0] // what did not fit was large, and is gone
}

// existing is the folder of path, or the nearest above it that there is.
func existing(path string) string {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
	}
}

// copyError is an error of writing a copy of the database to path.
type copyError struct {
	path string
	error
}

func (e *copyError) Unwrap() error { return e.error }
