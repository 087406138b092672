package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version says which build this is, from what the Go tools put into it.
func (p *program) version() error {
	name, revision := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		name = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	_, err := fmt.Fprintf(p.stdout, "verbatim %s%s %s %s/%s\n", name, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
