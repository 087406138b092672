package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ownFiles returns patterns for the files that the program makes in the data
// folder.
func ownFiles() []string {
	return []string{"verbatim.db*", "verbatim.sock", "index", "index/*", "index/*/*", "index/*/*/*"}
}

// tooOpen returns those of the data folder and the program's files in it that
// other users can access. If others keep files in the folder too, they may
// enter it, but must not be able to replace the program's files.
func tooOpen(dir string) (open []string) {
	if runtime.GOOS == "windows" {
		return nil
	}
	paths := []string{dir}
	for _, pattern := range ownFiles() {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			continue // the folder's name is not a valid pattern
		}
		paths = append(paths, found...)
	}
	for _, path := range paths {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink != 0 {
			continue
		}
		others := info.Mode().Perm() & 0o077
		if path == dir && !onlyOwn(dir) {
			others &= 0o022
			if info.Mode()&fs.ModeSticky != 0 {
				others = 0
			}
		}
		if others != 0 {
			open = append(open, path)
		}
	}
	return open
}

// closeToOthers removes other users' access to the program's files in the data
// folder, and to the folder itself if there are no other files in it. It
// returns the files it closed, and those still open.
func closeToOthers(dir string) (closed, stay []string) {
	for _, path := range tooOpen(dir) {
		info, err := os.Lstat(path)
		if err == nil && (path != dir || onlyOwn(dir)) {
			err = os.Chmod(path, info.Mode().Perm()&0o700)
		} else if err == nil {
			err = errors.New("others keep files in it")
		}
		if err != nil {
			stay = append(stay, path)
			continue
		}
		closed = append(closed, path)
	}
	return closed, stay
}

// onlyOwn reports whether the folder contains only the program's own files.
func onlyOwn(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || info.Mode()&fs.ModeSticky != 0 { // a sticky folder belongs to everyone
		return false
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		own := e.Name() == "index"
		for _, pattern := range []string{"verbatim.db*", "verbatim.sock"} {
			match, _ := filepath.Match(pattern, e.Name()) // the patterns are constants
			own = own || match
		}
		if !own {
			return false
		}
	}
	return true
}

// migrationCopies returns the copies of the store that lie beside it.
func migrationCopies(dir string) []string {
	names, err := filepath.Glob(filepath.Join(dir, "verbatim.db.v*.backup"))
	if err != nil {
		return nil // the folder's name is not a valid pattern
	}
	return names
}
