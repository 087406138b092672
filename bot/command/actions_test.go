package command

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"verbatim/bot"
	"verbatim/internal/golden"
)

// actionsOf lists what users can do with rows, in order: each command, its
// completion, its buttons and menus, and its modals, by custom_id's action.
func actionsOf(rows []bot.Command, path string) []string {
	var out []string
	for _, c := range rows {
		name := path + c.Name
		if c.Run.Do != nil || c.Run.Open != nil || c.Run.Work != nil {
			out = append(out, name+" run")
		}
		if c.Complete != nil {
			out = append(out, name+" complete")
		}
		for _, action := range slices.Sorted(maps.Keys(c.Press)) {
			out = append(out, strings.TrimSpace(name+" press "+action))
		}
		for _, action := range slices.Sorted(maps.Keys(c.Submit)) {
			out = append(out, strings.TrimSpace(name+" submit "+action))
		}
		out = append(out, actionsOf(c.Subs, name+".")...)
	}
	return out
}

// The list of all that users can do is written down, and the scenario of the
// whole program's test has a place for each of it.
func TestActions(t *testing.T) {
	got := strings.Join(actionsOf(table(&services{settings: bot.NewSettings(bot.SettingsOptions{})}), ""), "\n") + "\n"
	golden.Check(t, "testdata/actions.golden", got, "give what users can do a place in the scenario, too")
}
