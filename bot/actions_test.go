package bot

import (
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// actionsOf lists what users can do with rows, in order: each command, its
// completion, its buttons and menus, and its modals, by custom_id's action.
func actionsOf(rows []command, path string) []string {
	var out []string
	for _, c := range rows {
		name := path + c.name
		if c.run.do != nil || c.run.open != nil || c.run.work != nil {
			out = append(out, name+" run")
		}
		if c.complete != nil {
			out = append(out, name+" complete")
		}
		for _, action := range slices.Sorted(maps.Keys(c.press)) {
			out = append(out, strings.TrimSpace(name+" press "+action))
		}
		for _, action := range slices.Sorted(maps.Keys(c.submit)) {
			out = append(out, strings.TrimSpace(name+" submit "+action))
		}
		out = append(out, actionsOf(c.subs, name+".")...)
	}
	return out
}

// The list of all that users can do is written down, and the scenario of the
// whole program's test has a place for each of it.
func TestActions(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	got := strings.Join(actionsOf(b.commands, ""), "\n") + "\n"
	const path = "testdata/actions.golden"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("what users can do changed: give it a place in the scenario, and accept it with -update. got:\n%swant:\n%s", got, want)
	}
}
