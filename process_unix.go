//go:build unix

package main

import "syscall"

// ownerOnly has whatever this process makes be its user's alone, whatever umask
// it was started with: folders 0700, files 0600.
func ownerOnly() { syscall.Umask(0o077) }
