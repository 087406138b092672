//go:build linux || darwin

package worker

import "syscall"

// confineFiles has the kernel refuse that any file grows, that a core is dumped
// and that many files are opened. Where it does not, the rest holds all the same.
func confineFiles() {
	for resource, most := range map[int]uint64{syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0, syscall.RLIMIT_NOFILE: 64} {
		_ = syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most, Max: most})
	}
}
