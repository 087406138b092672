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

// variable is the environment variable of the flag with that name.
func variable(flag string) string {
	return "VERBATIM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settable reports whether a flag has a variable: it has none if it is done at
// once.
func settable(flag string) bool { return flag != "help" && flag != "version" }

// withVariable is a flag's line of help, with its variable.
func withVariable(value *kong.Value) string {
	if value.Flag == nil || !settable(value.Name) {
		return value.Help
	}
	return fmt.Sprintf("%s ($%s)", value.Help, variable(value.Name))
}

// resolve has kong look up what the command line leaves open: in the variables
// and, behind them, in the file of settings.
func resolve(ctx *kong.Context, getenv func(string) string, settings string) error {
	file := chosenFile(ctx, getenv)
	optional := file == ""
	if optional {
		file = settings
	}
	text, err := os.ReadFile(file)
	switch {
	case optional && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)):
		// Nobody asked for it; a service may not even look into a home folder.
	case err != nil:
		return fmt.Errorf("read settings: %w", err)
	default:
		values, err := parseSettings(text, ctx.Model)
		if err != nil {
			return fmt.Errorf("settings %q: %w", file, err)
		}
		ctx.AddResolver(values)
	}
	// The resolver that is added last has the last word.
	ctx.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := getenv(variable(flag.Name)); value != "" && settable(flag.Name) {
			return value, nil
		}
		return nil, nil
	}))
	return nil
}

// chosenFile is the file of settings that was asked for, or "".
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

// parseSettings reads the file of settings, whose keys must be flags' names.
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

// collect gathers the names of the node's flags that can be set, and of the
// flags of the commands under it.
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
