package driver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// diskFull reports whether the system says that a disk, or a user's part of it,
// is full.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func freeSpaceHint(folder string) string {
	return fmt.Sprintf("the disk is full: make room on the disk of %q; nothing that was stored is lost", folder)
}

// probeSize is how many bytes a disk must take that is not full.
const probeSize = 256 << 10

// probeFull reports whether the disk of a folder takes no more, which it tries.
func probeFull(folder string) bool {
	f, err := os.CreateTemp(folder, "trial-*")
	if err != nil {
		return diskFull(err)
	}
	_, err = f.Write(make([]byte, probeSize))
	return diskFull(errors.Join(err, f.Close(), os.Remove(f.Name())))
}

// fullFolder is the folder whose disk is full where err says that one is: that
// of the file that err names, else the one of the database, of its copy or of
// SQLite's own files that is seen to be full.
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
	return candidates[0] // what did not fit was large, and is gone
}

// nearestFolder is the folder of path, or the nearest above it that there is.
func nearestFolder(path string) string {
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
