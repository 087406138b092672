//go:build (!amd64 && !arm64) || purego

package reader

// kernels returns the kernels that this machine can run, the fastest first.
func kernels() []kernel { return []kernel{plain} }
