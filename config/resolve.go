package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// variable returns the environment variable of a flag.
func variable(flag string) string {
	return "VERBATIM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settable reports whether a flag has a variable. A flag such as --help, which acts
// at once, has no variable.
func settable(flag string) bool { return flag != "help" && flag != "version" }

// withVariable returns a flag's help with the name of its variable.
func withVariable(value *kong.Value) string {
	if value.Flag == nil || !settable(value.Name) {
		return value.Help
	}
	return fmt.Sprintf("%s ($%s)", value.Help, variable(value.Name))
}

// resolve makes kong look up flags that are not on the command line: in the variables
// first, then in the settings file.
func resolve(ctx *kong.Context, getenv func(string) string, settings string) error {
	file := chosenFile(ctx, getenv)
	optional := file == ""
	if optional {
		file = settings
	}
	text, err := os.ReadFile(file)
	switch {
	case optional && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)):
		// When no file was asked for, a missing one is no fault, nor is one that a service may not read.
	case err != nil:
		return fmt.Errorf("read settings: %w", err)
	default:
		values, err := parseSettings(text, ctx.Model)
		if err != nil {
			return fmt.Errorf("settings %q: %w", file, err)
		}
		ctx.AddResolver(values)
	}
	// The resolver that is added last overrides the others.
	ctx.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := getenv(variable(flag.Name)); value != "" && settable(flag.Name) {
			return value, nil
		}
		return nil, nil
	}))
	return nil
}

// chosenFile returns the settings file that was asked for, or "".
func chosenFile(ctx *kong.Context, getenv func(string) string) string {
	for _, flag := range ctx.Flags() {
		if flag.Name != "config" {
			continue
		}
		if file, ok := ctx.FlagValue(flag).(string); ok && file != "" {
			return file
		}
	}
	if file := getenv(variable("config")); file != "" {
		return kong.ExpandPath(file)
	}
	return ""
}

// parseSettings reads the settings file. Its keys must be names of flags.
func parseSettings(text []byte, app *kong.Application) (kong.Resolver, error) {
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	known := map[string]bool{}
	collect(app.Node, known)
	for key := range values {
		if !known[key] {
			return nil, fmt.Errorf("there is no setting %q", key)
		}
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		return values[flag.Name], nil
	}), nil
}

// collect adds the names of the flags of a node and of its commands, if they have a
// variable.
func collect(node *kong.Node, names map[string]bool) {
	for _, flag := range node.Flags {
		if settable(flag.Name) && flag.Name != "config" {
			names[flag.Name] = true
		}
	}
	for _, child := range node.Children {
		collect(child, names)
	}
}
