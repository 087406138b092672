package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/locale"
	"verbatim/corpus"
)

func TestEveryLanguageHasEveryKeyAndNoOther(t *testing.T) {
	used := usedKeys(t)
	for tag, messages := range messagesOf(t) {
		for _, key := range slices.Sorted(maps.Keys(used)) {
			if messages[key] == nil {
				t.Errorf("%s.toml lacks %q (%s)", tag, key, used[key])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(messages)) {
			if used[key] == "" {
				t.Errorf("%s.toml has %q, which nothing asks for: remove it, or add what it is for (a command has a row in ../command/table.go)", tag, key)
			}
		}
	}
}

// A command or an option that is described is registered: none lacks its row.
func TestEveryDescriptionIsOfACommand(t *testing.T) {
	described := map[string]bool{}
	var add func(options []*discordgo.ApplicationCommandOption)
	add = func(options []*discordgo.ApplicationCommandOption) {
		for _, o := range options {
			described[o.Description] = true
			add(o.Options)
		}
	}
	for _, c := range command.New(command.Options{}).Commands() {
		described[c.Description] = true
		add(c.Options)
	}
	for key, m := range messagesOf(t)[locale.Default] {
		if strings.HasPrefix(key, "describe.") && !described[m.Other] {
			t.Errorf("%q describes no command and no option: add the command's row to ../command/table.go, or remove the phrase", key)
		}
	}
}

// People choose a language by the name that it gives itself.
func TestLanguagesNameThemselves(t *testing.T) {
	names := map[string]string{} // tag by name
	for tag, messages := range messagesOf(t) {
		m := messages[string(locale.PhraseLanguage)]
		if m == nil {
			continue // another test's
		}
		if other := names[m.Other]; other != "" {
			t.Errorf("%s.toml and %s.toml both have %q for %q, want the language's name in the language itself", tag, other, m.Other, locale.PhraseLanguage)
		}
		names[m.Other] = tag
	}
}

// sourceFiles are the files without tests of the rooms that may ask for a phrase,
// by path.
func sourceFiles(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	set, out := token.NewFileSet(), map[string]*ast.File{}
	for _, room := range []string{".", "..", "../command", "../render", "../notify"} {
		names, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("got the files %v of %s, %v", names, room, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = f
		}
	}
	return set, out
}

// usedKeys are the keys that the program can ask for, with where.
func usedKeys(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	_, files := sourceFiles(t)
	for name, f := range files {
		eachText(f, func(constant, typed, text string) {
			if typed == "Phrase" || strings.HasPrefix(text, "describe.") {
				out[text] = name + ": " + constant
			}
		})
	}
	var named func(options []*discordgo.ApplicationCommandOption)
	named = func(options []*discordgo.ApplicationCommandOption) {
		for _, o := range options {
			out["name."+o.Name] = "an option of a command"
			named(o.Options)
		}
	}
	for _, c := range command.New(command.Options{}).Commands() {
		if c.Type == discordgo.ChatApplicationCommand {
			out["name."+c.Name] = "a command"
		}
		named(c.Options)
	}
	pages, err := filepath.Glob("../evidence/*")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../evidence/page/*.html")
	if err != nil || len(more) == 0 {
		t.Fatalf("got the pages %v, %v", more, err)
	}
	for _, f := range append(pages, more...) {
		raw, err := os.ReadFile(f)
		if err != nil && filepath.Ext(f) != "" {
			t.Fatal(err)
		}
		for _, m := range askedByKey.FindAllStringSubmatch(string(raw), -1) {
			out[m[1]] = f
		}
	}
	for _, rule := range rules(t) {
		out["reason."+rule] = "a rule of attribution"
	}
	for _, info := range corpus.SourceKinds() {
		out[info.Label] = "a kind of source"
	}
	for m := time.January; m <= time.December; m++ {
		out["month."+strings.ToLower(m.String())] = "dates"
	}
	return out
}

// rules are the rules of attribution that there are.
func rules(t *testing.T) (names []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../corpus/evidence.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	eachText(f, func(_, typed, text string) {
		if typed == "Rule" {
			names = append(names, text)
		}
	})
	if len(names) == 0 {
		t.Fatal("../../corpus/evidence.go has no rules")
	}
	return names
}

// eachText visits the constants and variables of a file that are texts, each with
// the type that is written beside it, "" where none is.
func eachText(f *ast.File, visit func(name, typed, text string)) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, value := range spec.Values {
			text, err := unquoted(value)
			if err != nil {
				continue
			}
			typed := ""
			switch is := spec.Type.(type) {
			case *ast.Ident:
				typed = is.Name
			case *ast.SelectorExpr:
				typed = is.Sel.Name
			}
			visit(spec.Names[i].Name, typed, text)
		}
		return true
	})
}

// askedByKey is a key that a page asks for.
var askedByKey = regexp.MustCompile(`(?:Say|Count)[ (]"([a-z-]+\.[a-z-]+)"`)

func unquoted(e ast.Expr) (string, error) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", strconv.ErrSyntax
	}
	return strconv.Unquote(lit.Value)
}
