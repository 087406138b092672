//go:build !unix

package cli

// OwnerOnly has nothing to do where files have no permissions of a group: they
// have those of their folder.
func OwnerOnly() {}
