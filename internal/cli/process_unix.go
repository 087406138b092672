//go:build unix

package cli

import "syscall"

// OwnerOnly has whatever this process makes be its user's alone, whatever umask
// it was started with: folders 0700, files 0600.
func OwnerOnly() { syscall.Umask(0o077) }
