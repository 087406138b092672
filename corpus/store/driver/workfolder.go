package driver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// A copy of a store is made in its own folder beside the target. The process
// that makes it holds a lock in the folder until it removes the folder. So if a
// folder is not locked, a killed process has left it.

// The names of these folders consist of a prefix and a number.
const (
	restorePrefix = "restore-"
	lockName      = "lock"
)

// workFiles matches the names of all files in such a folder. A folder with any
// other file was not made by this program.
var workFiles = regexp.MustCompile(`^(lock|(backup|rows)(\.lock|\.v\d+-\w+\.backup|-wal|-shm|-journal)?|\.backup\.v\d+-\w+\.backup-\d+)$`)

// WorkFolder is a folder in which a copy is made.
type WorkFolder struct {
	Path string
	lock *flock.Flock
}

// NewWorkFolder makes a folder in dir. It also removes folders with this prefix
// that killed processes have left there.
func NewWorkFolder(dir, prefix string) (*WorkFolder, error) {
	if _, err := removeLeftovers(dir, prefix); err != nil {
		return nil, err
	}
	for {
		path, err := os.MkdirTemp(dir, prefix+"*")
		if err != nil {
			return nil, err
		}
		w := &WorkFolder{Path: path, lock: flock.New(filepath.Join(path, lockName), flock.SetPermissions(0o600))}
		if held, err := w.lock.TryLock(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, os.RemoveAll(path))
		} else if held && w.ownsLock() {
			return w, nil
		}
		_ = w.lock.Close() // another process took the folder for a leftover and is removing it
	}
}

// ownsLock reports whether the lock that is held is still the file in the
// folder.
func (w *WorkFolder) ownsLock() bool {
	held, err := w.lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(w.lock.Path())
	return err == nil && os.SameFile(held, there)
}

// Remove removes the folder and everything in it.
func (w *WorkFolder) Remove() error {
	if runtime.GOOS == "windows" { // which cannot remove open files
		return errors.Join(w.lock.Close(), os.RemoveAll(w.Path))
	}
	return errors.Join(os.RemoveAll(w.Path), w.lock.Close())
}

// Leftovers lists the folders in the data folder in which killed processes have
// left copies of a store.
func Leftovers(dir string) []string {
	return leftovers(dir, "")
}

// RemoveLeftovers removes the folders that Leftovers lists, and returns them.
func RemoveLeftovers(dir string) ([]string, error) {
	return removeLeftovers(dir, "")
}

// leftovers lists the folders in dir with this prefix that no process holds. If
// prefix is "", it lists those with any prefix.
func leftovers(dir, prefix string) (found []string) {
	for _, path := range workFolders(dir, prefix) {
		lock := flock.New(filepath.Join(path, lockName), flock.SetFlag(os.O_RDONLY)) // creates no file
		held, err := lock.TryLock()
		if held || errors.Is(err, fs.ErrNotExist) {
			found = append(found, path)
		}
		_ = lock.Close() // only read
	}
	return found
}

func removeLeftovers(dir, prefix string) (removed []string, err error) {
	err = eachLeftover(dir, prefix, func(w *WorkFolder) error {
		if err := w.Remove(); err != nil {
			return fmt.Errorf("remove a killed process's files: %w", err)
		}
		removed = append(removed, w.Path)
		return nil
	})
	return removed, err
}

// eachLeftover locks each folder that was left and calls do for it.
func eachLeftover(dir, prefix string, do func(*WorkFolder) error) error {
	for _, path := range workFolders(dir, prefix) {
		w := &WorkFolder{Path: path, lock: flock.New(filepath.Join(path, lockName), flock.SetPermissions(0o600))}
		held, err := w.lock.TryLock()
		switch {
		case errors.Is(err, fs.ErrNotExist), err == nil && !held: // gone, or in use
			_ = w.lock.Close() // not held
		case err != nil:
			return err
		default:
			if err := do(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// workFolders lists the folders in dir with this prefix, or with any prefix if
// it is "", whether or not a process holds them. If dir cannot be read, it
// lists no folders: the caller will notice when it writes there.
func workFolders(dir, prefix string) (paths []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	name := regexp.MustCompile(`^(restore-|\..+-)\d+$`)
	if prefix != "" {
		name = regexp.MustCompile(`^` + regexp.QuoteMeta(prefix) + `\d+$`)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() && name.MatchString(e.Name()) && holdsOnlyCopies(path, prefix != "" || strings.HasPrefix(e.Name(), restorePrefix)) {
			paths = append(paths, path)
		}
	}
	return paths
}

// holdsOnlyCopies reports whether the folder holds only files of a copy. An
// empty folder counts if empty is set, because its name is proof enough.
func holdsOnlyCopies(path string, empty bool) bool {
	entries, err := os.ReadDir(path)
	return err == nil && (empty || len(entries) > 0) && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !workFiles.MatchString(e.Name()) })
}
