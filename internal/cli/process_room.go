//go:build linux || darwin || freebsd

package cli

import "syscall"

// roomLeft returns how much this user can still write to the folder's disk, in
// bytes.
func roomLeft(dir string) (room uint64, known bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil || disk.Blocks == 0 {
		return 0, false
	}
	return uint64(disk.Bavail) * uint64(disk.Bsize), true //nolint:unconvert,gosec // the types differ from system to system; a size is not negative
}
