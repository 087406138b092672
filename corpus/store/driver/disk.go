package driver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// diskFull reports whether err means that a disk or a user's quota is full.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func freeSpaceHint(folder string) string {
	return fmt.Sprintf("the disk is full: make room on the disk of %q; no stored data is lost", folder)
}

// probeSize is how many bytes probeFull writes.
const probeSize = 256 << 10

// probeFull reports whether the disk of the folder is full. It tries to write a
// file.
func probeFull(folder string) bool {
	f, err := os.CreateTemp(folder, "trial-*")
	if err != nil {
		return diskFull(err)
	}
	_, err = f.Write(make([]byte, probeSize))
	return diskFull(errors.Join(err, f.Close(), os.Remove(f.Name())))
}

// nearestFolder returns the folder of path, or the nearest parent that exists.
func nearestFolder(path string) string {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
	}
}

// MoveIn syncs the file and moves it to path, which must be on the same file
// system.
func MoveIn(from, path string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system supports it
	return folder.Close()
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
