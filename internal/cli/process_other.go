//go:build !unix

package cli

// OwnerOnly does nothing on this system, where files have the permissions of
// their folder.
func OwnerOnly() {}
