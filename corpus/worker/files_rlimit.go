//go:build linux || darwin

package worker

import "syscall"

// confineFiles makes the kernel refuse to grow files, to dump core and to open
// many files. If that fails, the other limits still apply.
func confineFiles() {
	for resource, most := range map[int]uint64{syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0, syscall.RLIMIT_NOFILE: 64} {
		_ = syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most, Max: most})
	}
}
