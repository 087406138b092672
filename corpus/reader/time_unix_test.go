//go:build unix

package reader

import (
	"time"

	"golang.org/x/sys/unix"
)

// processTime returns the processor time that this process has used: on a busy machine it says more than the clock.
func processTime() time.Duration {
	var use unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
