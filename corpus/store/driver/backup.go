package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

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
