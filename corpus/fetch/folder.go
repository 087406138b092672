package fetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// file is a file of a source. Its name is its path in the source's folder.
type file struct {
	name string
	size int64
	at   time.Time
}

// maxWalk is how many files and folders of a source are visited.
const maxWalk = 200_000

// openFolder opens the folder at location, or the folder of the file at
// location, and lists the files to read.
func openFolder(ctx context.Context, location string) (*os.Root, []file, error) {
	real, err := filepath.EvalSymlinks(location)
	if err != nil {
		return nil, nil, fileError(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, nil, fileError(err)
	}
	dir := real
	if !info.IsDir() {
		dir = filepath.Dir(real)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fileError(err)
	}
	var list []file
	if info.IsDir() {
		list, err = walk(ctx, root)
	} else {
		list, err = oneFile(info)
	}
	if err != nil {
		_ = root.Close() // err says more
		return nil, nil, err
	}
	return root, list, nil
}

func oneFile(info fs.FileInfo) ([]file, error) {
	if !info.Mode().IsRegular() || !parse.Readable(info.Name()) {
		return nil, fmt.Errorf("%w that can be read: give a .txt, .md or .html file, or a folder of them", corpus.ErrNotText)
	}
	return []file{{info.Name(), info.Size(), info.ModTime()}}, nil
}

// walk lists a folder's files except hidden ones.
func walk(ctx context.Context, root *os.Root) ([]file, error) {
	var list []file
	looked := 0
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if looked++; looked > maxWalk {
			return fmt.Errorf("%w: it has more than %d files and folders", corpus.ErrTooLarge, maxWalk)
		}
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && name == ".":
			return fileError(err)
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case err == nil && !d.IsDir() && parse.Readable(name):
			// Follows a link if it stays in the folder.
			if info, failed := root.Stat(name); failed == nil && info.Mode().IsRegular() {
				list = append(list, file{name, info.Size(), info.ModTime()})
			}
		}
		return nil // skip files that cannot be read
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: the folder has no .txt, .md or .html file", corpus.ErrNoText)
	}
	return list, err
}

// readLimited reads a file into memory, up to limit bytes.
func readLimited(space *space, root *os.Root, name string, limit int64) ([][]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, fileError(err)
	}
	defer f.Close()
	body, size, err := space.read(f, limit+1)
	if errors.Is(err, errNoSpace) {
		return nil, errors.New("it has grown while it was read: try again")
	}
	if err != nil {
		return nil, fileError(err)
	}
	if size > limit {
		return nil, tooLong(limit)
	}
	return body, nil
}

// fileError adds to an error of a file what to do about it.
func fileError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: check the path", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: let the user who runs verbatim read it", err)
	}
	return err
}
