package e2e

import (
	"os"
	"strings"
	"testing"
)

// actionsGolden lists all that users can do; a test of bot's holds it to the table
// of commands.
const actionsGolden = module + "/bot/command/testdata/actions.golden"

// actions are all that can be done, and whether each was.
type actions map[string]bool

// listedActions are what the bot's table lists, none of it done.
func listedActions(t *testing.T) actions {
	t.Helper()
	listed, err := os.ReadFile(actionsGolden)
	if err != nil {
		t.Fatal(err)
	}
	all := actions{}
	for _, action := range strings.Split(strings.TrimSpace(string(listed)), "\n") {
		all[action] = false
	}
	return all
}

// of is the action of a component or a modal, by its custom_id; kind is press or
// submit.
func (a actions) of(customID, kind string) string {
	parts := strings.Split(customID, "/")
	if len(parts) > 1 {
		if _, known := a[parts[0]+" "+kind+" "+parts[1]]; known {
			return parts[0] + " " + kind + " " + parts[1]
		}
	}
	return parts[0] + " " + kind
}

// rows are the rows of the table that can be run.
func (a actions) rows() []string {
	var out []string
	for action := range a {
		if row, ok := strings.CutSuffix(action, " run"); ok {
			out = append(out, row)
		}
	}
	return out
}

// did is what was done in an exchange, "" where the bot sent something by itself.
func (a actions) did(x exchange) string {
	data := x.Interaction.Data
	row := strings.Join(path(data.Name, data.Options), ".")
	switch x.Interaction.Type {
	case 2:
		if data.Type == 3 { // of a message's menu, which is named for people
			row, _, _ = strings.Cut(strings.ToLower(data.Name), " ")
		}
		return row + " run"
	case 3:
		return a.of(data.CustomID, "press")
	case 4:
		return row + " complete"
	case 5:
		return a.of(data.CustomID, "submit")
	}
	return ""
}

// path is a command's name with those of the subcommands that were chosen.
func path(name string, options []interactionOption) []string {
	if len(options) == 1 && options[0].Type <= 2 {
		return append([]string{name}, path(options[0].Name, options[0].Options)...)
	}
	return []string{name}
}

// completing is the option that an exchange completes, as "ROW OPTION".
func completing(x exchange) string {
	data := x.Interaction.Data
	options := data.Options
	for len(options) == 1 && options[0].Type <= 2 {
		options = options[0].Options
	}
	for _, o := range options {
		if o.Focused {
			return strings.Join(path(data.Name, data.Options), ".") + " " + o.Name
		}
	}
	return ""
}

// completions are the options that the registered commands complete, as "ROW
// OPTION".
func completions(row string, commands []worldCommand) []string {
	var out []string
	for _, c := range commands {
		if c.Autocomplete {
			out = append(out, row+" "+c.Name)
		}
		out = append(out, completions(strings.TrimPrefix(row+"."+c.Name, "."), c.Options)...)
	}
	return out
}
