//go:build !(linux || darwin || freebsd)

package cli

// roomLeft is not known here.
func roomLeft(string) (room uint64, known bool) { return 0, false }
