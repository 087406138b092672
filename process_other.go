//go:build !unix

package main

// ownerOnly has nothing to do where files have no permissions of a group: they
// have those of their folder.
func ownerOnly() {}
