//go:build unix

package fetch

import (
	"syscall"
	"testing"
)

// makePipe puts a named pipe at path, which blocks whoever opens it.
func makePipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}
