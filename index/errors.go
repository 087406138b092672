package index

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// ErrInUse is the error of opening an index that another process has open.
var ErrInUse = errors.New("the index is in use by another verbatim process: end it, or choose another data folder with --data")

// advise adds to an error what a person can do about the disk or the folder.
func advise(err error, dir string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: the disk is full: make room on the disk of %q; nothing that was stored is lost", err, dir)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: make %q and what is in it writable, or choose another data folder with --data", err, dir)
	}
	return err
}
