//go:build unix && !(linux || darwin)

package worker

// confineFiles is empty on this system.
func confineFiles() {}
