//go:build unix

package cli

import "syscall"

// OwnerOnly makes everything that this process creates accessible only to its
// user, whatever umask it was started with: folders 0700, files 0600.
func OwnerOnly() { syscall.Umask(0o077) }
