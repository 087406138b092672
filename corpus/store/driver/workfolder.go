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

// A copy of a store is made in a folder of its own, beside where it is to be.
// Whoever makes it holds a lock in the folder until it is removed, so a folder
// that nobody has locked is what a killed process left.

// The names of these folders: a prefix and a number.
const (
	restorePrefix = "restore-"
	lockName      = "lock"
)

// workFiles are all that is ever in such a folder. One with anything else in it
// is somebody else's.
var workFiles = regexp.MustCompile(`^(lock|(backup|rows)(\.lock|\.v\d+-\w+\.backup|-wal|-shm|-journal)?|\.backup\.v\d+-\w+\.backup-\d+)$`)

// WorkFolder is a folder in which a copy is made.
type WorkFolder struct {
	Path string
	lock *flock.Flock
}

// NewWorkFolder makes one in dir, and removes those of the prefix that killed
// processes left there.
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
		_ = w.lock.Close() // another process took the folder for one that was left, and removes it
	}
}

// ownsLock reports whether the lock that is held is the one in the folder.
func (w *WorkFolder) ownsLock() bool {
	held, err := w.lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(w.lock.Path())
	return err == nil && os.SameFile(held, there)
}

// Remove removes the folder with what is left in it.
func (w *WorkFolder) Remove() error {
	if runtime.GOOS == "windows" { // where a file that is open cannot be removed
		return errors.Join(w.lock.Close(), os.RemoveAll(w.Path))
	}
	return errors.Join(os.RemoveAll(w.Path), w.lock.Close())
}

// Leftovers are the folders with copies of a store that killed processes left
// in the data folder.
func Leftovers(dir string) []string {
	return leftovers(dir, "")
}

// RemoveLeftovers removes what Leftovers lists, and returns it.
func RemoveLeftovers(dir string) ([]string, error) {
	return removeLeftovers(dir, "")
}

// leftovers lists the folders in dir of a prefix, or of every prefix, that nobody
// holds.
func leftovers(dir, prefix string) (found []string) {
	for _, path := range workFolders(dir, prefix) {
		lock := flock.New(filepath.Join(path, lockName), flock.SetFlag(os.O_RDONLY)) // which makes no file
		held, err := lock.TryLock()
		if held || errors.Is(err, fs.ErrNotExist) {
			found = append(found, path)
		}
		_ = lock.Close() // nothing was written
	}
	return found
}

func removeLeftovers(dir, prefix string) (removed []string, err error) {
	err = eachLeftover(dir, prefix, func(w *WorkFolder) error {
		if err := w.Remove(); err != nil {
			return fmt.Errorf("remove what a killed process left: %w", err)
		}
		removed = append(removed, w.Path)
		return nil
	})
	return removed, err
}

// eachLeftover calls do for each folder that was left, locked.
func eachLeftover(dir, prefix string, do func(*WorkFolder) error) error {
	for _, path := range workFolders(dir, prefix) {
		w := &WorkFolder{Path: path, lock: flock.New(filepath.Join(path, lockName), flock.SetPermissions(0o600))}
		held, err := w.lock.TryLock()
		switch {
		case errors.Is(err, fs.ErrNotExist), err == nil && !held: // it is gone, or in use
			_ = w.lock.Close() // nothing is held
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

// workFolders are the folders in dir of a prefix, or of every prefix, whether or
// not somebody holds them. Where dir cannot be read there are none: whoever
// writes to it tells.
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

// holdsOnlyCopies reports whether nothing but what belongs there is in the folder. An
// empty one counts where its name says enough.
func holdsOnlyCopies(path string, empty bool) bool {
	entries, err := os.ReadDir(path)
	return err == nil && (empty || len(entries) > 0) && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !workFiles.MatchString(e.Name()) })
}
