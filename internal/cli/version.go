package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"verbatim/config"
	"verbatim/corpus/extract"
	"verbatim/corpus/store"
	"verbatim/index"
)

// version prints the build, according to the Go tools, and the versions of its
// models and of the formats that it stores.
func (p *Program) version(context.Context, *config.Config) error {
	schema, err := store.Schema()
	if err != nil {
		return err
	}
	out := page{style: p.style()}
	out.line("verbatim " + buildVersion() + commit() + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH)
	out.message("models: ", fmt.Sprintf("version %d of attribution", extract.Version))
	out.message("index:  ", index.Version())
	out.message("store:  ", fmt.Sprintf("schema %d", schema))
	return out.print(p.Stdout)
}

// buildVersion is the module's version, as the Go tools know it.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

// commit is the commit that was built, after a space, and whether its files had
// been changed; "" if the Go tools do not know it.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = " " + s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " (changed)"
		}
	}
	return revision + changed
}
