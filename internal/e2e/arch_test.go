package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows lists, for each room of the house, the rooms it may import. A package
// belongs to the deepest room whose path it has or lies under.
var arrows = map[string][]string{
	"corpus":                     {},
	"corpus/builtin":             {"corpus"},
	"corpus/extract":             {"corpus", "corpus/extract/model", "corpus/extract/document", "corpus/extract/report", "corpus/extract/speaker"},
	"corpus/extract/lexicon":     {"corpus"},
	"corpus/extract/internal":    {},
	"corpus/extract/model":       {"corpus/extract/internal"},
	"corpus/extract/document":    {"corpus", "corpus/extract/lexicon", "corpus/extract/model"},
	"corpus/extract/report":      {"corpus", "corpus/extract/lexicon", "corpus/extract/model", "corpus/extract/document"},
	"corpus/extract/speaker":     {"corpus", "corpus/extract/lexicon", "corpus/extract/model", "corpus/extract/document", "corpus/extract/report", "internal/exact"},
	"corpus/extract/train":       {"corpus", "corpus/extract/lexicon", "corpus/extract/model", "corpus/extract/document", "corpus/extract/report", "corpus/extract/speaker", "corpus/extract/internal", "corpus/builtin"},
	"corpus/extract/extracttest": {"corpus", "corpus/builtin", "corpus/extract", "corpus/extract/document"},
	"corpus/revise":              {"corpus", "corpus/extract/lexicon", "corpus/extract/document"},
	"corpus/parse":               {"corpus"},
	"corpus/fetch":               {"corpus", "corpus/parse"},
	"corpus/fetch/fetchtest":     {},
	"corpus/reader":              {},
	"corpus/worker":              {"corpus"},
	"corpus/store":               {"corpus", "corpus/store/driver"},
	"corpus/store/driver":        {"corpus"},
	"corpus/store/storetest":     {},
	"corpus/refresh":             {"corpus", "corpus/extract", "corpus/revise", "corpus/store", "corpus/fetch", "corpus/builtin"},
	"corpus/admin":               {"corpus", "corpus/jsonl", "corpus/extract", "corpus/revise", "corpus/store", "corpus/fetch", "corpus/refresh", "corpus/builtin"},
	"corpus/jsonl":               {"corpus"},
	"index/gate":                 {},
	"index/nearest":              {"corpus/reader"},
	"index/passage":              {"corpus", "corpus/extract"},
	"index/wording":              {},
	"index/rank":                 {"corpus", "index/passage", "index/wording", "internal/exact"},
	"index/view":                 {"corpus", "index/passage", "index/wording"},
	"index/lookup":               {"index/passage", "index/wording", "index/rank", "index/view"},
	"index/speakers":             {"corpus", "index/passage", "index/wording", "index/view"},
	"index/documents":            {"corpus", "corpus/extract", "corpus/revise", "index/nearest", "index/passage", "index/wording", "index/view", "index/speakers"},
	"index":                      {"corpus", "corpus/extract", "corpus/reader", "index/gate", "index/nearest", "index/passage", "index/wording", "index/rank", "index/view", "index/lookup", "index/speakers", "index/documents"},
	"index/train":                {"corpus", "corpus/reader", "corpus/store", "index", "index/rank", "index/indextest"},
	"index/remote":               {"corpus"},
	"index/indextest":            {"corpus"},
	"config":                     {"corpus"},
	"bot/markdown":               {"corpus"},
	"bot/locale":                 {"corpus", "bot/markdown"},
	"bot":                        {"corpus", "bot/markdown", "bot/locale", "bot/incoming"},
	"bot/render":                 {"corpus", "bot", "bot/markdown", "bot/locale"},
	"bot/render/rendertest":      {"corpus", "bot/locale"},
	"bot/command":                {"corpus", "bot", "bot/markdown", "bot/locale", "bot/render", "bot/picture"},
	"bot/notify":                 {"corpus", "bot", "bot/markdown", "bot/locale", "bot/render"},
	"bot/incoming":               {},
	"bot/picture":                {},
	"bot/rest":                   {"corpus", "bot"},
	"bot/membership":             {"corpus"},
	"bot/gateway":                {"corpus", "bot", "bot/incoming", "bot/rest", "bot/membership"},
	"bot/evidence":               {"corpus", "bot/locale"},
	"bot/webhook":                {"corpus", "bot", "bot/incoming", "bot/rest", "bot/membership", "bot/evidence"},
	"bot/playground":             {"corpus", "bot", "bot/locale", "bot/markdown", "bot/evidence"},
	"internal/ops":               {"corpus"},
	"internal/discordtest":       {},
	"internal/exact":             {},
	"internal/golden":            {},
	"internal/e2e":               {},
}

type listedPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	if len(packages) < 8 {
		t.Fatalf("go list names %d packages, want the whole module", len(packages))
	}
	for _, p := range packages {
		for _, problem := range violations(p) {
			t.Error(problem)
		}
	}
}

func TestArchitectureTestSeesABackArrow(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]listedPackage{
		"corpus imports index":         {ImportPath: "verbatim/corpus", Imports: []string{"verbatim/index"}},
		"bot imports its door":         {ImportPath: "verbatim/bot", Imports: []string{"verbatim/bot/gateway"}},
		"discordtest imports bot":      {ImportPath: "verbatim/internal/discordtest", Imports: []string{"verbatim/bot"}},
		"index imports the store":      {ImportPath: "verbatim/index", Imports: []string{"verbatim/corpus/store"}},
		"a room nobody has heard of":   {ImportPath: "verbatim/shed"},
		"anything imports main":        {ImportPath: "verbatim/bot", Imports: []string{"verbatim"}},
		"main imports another room":    {ImportPath: "verbatim", Imports: []string{"verbatim/internal/cli", "verbatim/bot"}},
		"a room imports the commands":  {ImportPath: "verbatim/bot", Imports: []string{"verbatim/internal/cli"}},
		"an inner package of extract":  {ImportPath: "verbatim/corpus/extract/internal/x", Imports: []string{"verbatim/index"}},
		"config imports another room":  {ImportPath: "verbatim/config", Imports: []string{"verbatim/corpus/store"}},
		"a door imports another door":  {ImportPath: "verbatim/bot/webhook", Imports: []string{"verbatim/bot/gateway"}},
		"the trainer imports the bots": {ImportPath: "verbatim/corpus/extract/train", Imports: []string{"verbatim/bot"}},
	} {
		if len(violations(p)) == 0 {
			t.Errorf("%s: no violation found, want one", name)
		}
	}
}

// mostLines is how long a room may be, without its tests. A longer one is to be
// taken apart.
const mostLines = 4500

func TestRoomsAreSmall(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		if p.ImportPath == "verbatim/internal/discordtest" {
			continue // one server with all of Discord's rules
		}
		lines := 0
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines += strings.Count(string(text), "\n")
		}
		if lines > mostLines {
			t.Errorf("%s has %d lines without its tests, at most %d are allowed: move a part of it to a room of its own", p.ImportPath, lines, mostLines)
		}
	}
}

// violations names each import of p that no arrow allows.
func violations(p listedPackage) []string {
	switch p.ImportPath {
	case "verbatim/internal/cli": // wires all rooms together
		return nil
	case "verbatim":
		if !slices.Equal(slices.DeleteFunc(slices.Clone(p.Imports), foreign), []string{"verbatim/internal/cli"}) {
			return []string{"the root imports more than internal/cli"}
		}
		return nil
	}
	from, ok := room(p.ImportPath)
	if !ok {
		return []string{p.ImportPath + " belongs to no room: add it to the design and to the arrows, or move it"}
	}
	var out []string
	for _, path := range p.Imports {
		if foreign(path) {
			continue
		}
		to, ok := room(path)
		if !ok || (to != from && !slices.Contains(arrows[from], to)) {
			out = append(out, p.ImportPath+" imports "+path+": no arrow allows it")
		}
	}
	return out
}

// foreign reports whether a package belongs to another module.
func foreign(path string) bool { return path != "verbatim" && !strings.HasPrefix(path, "verbatim/") }

// room returns the deepest room that holds the package.
func room(importPath string) (string, bool) {
	path, inside := strings.CutPrefix(importPath, "verbatim/")
	if !inside {
		return "", false
	}
	for {
		if _, ok := arrows[path]; ok {
			return path, true
		}
		cut := strings.LastIndexByte(path, '/')
		if cut < 0 {
			return "", false
		}
		path = path[:cut]
	}
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	list.Dir = module
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
}
