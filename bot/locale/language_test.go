package locale_test

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/bwmarrin/discordgo"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	textlanguage "golang.org/x/text/language"

	"verbatim/bot/command"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// spoken is the language of that tag.
func spoken(t testing.TB, tag string) *locale.Language {
	t.Helper()
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	if all[tag] == nil {
		t.Fatalf("there is no message file of %q", tag)
	}
	return all[tag]
}

// messagesOf are the messages of every file, by tag and key.
func messagesOf(t *testing.T) map[string]map[string]*i18n.Message {
	t.Helper()
	files, err := filepath.Glob("messages/*.toml")
	if err != nil || len(files) < 4 {
		t.Fatalf("got the message files %v, %v, want at least 4", files, err)
	}
	out := map[string]map[string]*i18n.Message{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		read, err := i18n.ParseMessageFileBytes(raw, f, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		tag := read.Tag.String()
		out[tag] = map[string]*i18n.Message{}
		for _, m := range read.Messages {
			out[tag][m.ID] = m
		}
	}
	return out
}

// forms are the plural forms of a message that there are; one that knows none
// has its text as "other".
func forms(m *i18n.Message) map[plural.Form]string {
	out := map[plural.Form]string{
		plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other,
	}
	maps.DeleteFunc(out, func(_ plural.Form, text string) bool { return text == "" })
	return out
}

// formsOfWholeNumbers are the forms that whole numbers take in a language, as
// what counts in it sees them.
func formsOfWholeNumbers(t *testing.T, tag textlanguage.Tag) map[plural.Form]bool {
	t.Helper()
	names := map[string]plural.Form{
		"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
	}
	bundle := i18n.NewBundle(tag)
	if err := bundle.AddMessages(tag, &i18n.Message{ID: "n", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}); err != nil {
		t.Fatal(err)
	}
	out := map[plural.Form]bool{}
	for n := range 1_000_000 + 2 {
		if n > 1000 && n < 1_000_000 {
			continue
		}
		name, err := i18n.NewLocalizer(bundle, tag.String()).Localize(&i18n.LocalizeConfig{MessageID: "n", PluralCount: n})
		if err != nil {
			t.Fatal(err)
		}
		out[names[name]] = true
	}
	return out
}

var placed = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// places are the names of what is filled in, and whether there is anything else
// in braces.
func places(text string) (names map[string]bool, wrong bool) {
	names = map[string]bool{}
	for _, m := range placed.FindAllStringSubmatch(text, -1) {
		names[m[1]] = true
	}
	return names, strings.ContainsAny(placed.ReplaceAllString(text, ""), "{}")
}

func TestLanguagesAgreeOnPlacesAndPluralForms(t *testing.T) {
	all := messagesOf(t)
	for tag, messages := range all {
		needs := formsOfWholeNumbers(t, textlanguage.Make(tag))
		for key, m := range messages {
			model := all[locale.Default][key]
			if model == nil {
				continue // another test's
			}
			want, _ := places(model.Other)
			counted := len(forms(model)) > 1
			if got := len(forms(m)) > 1; got != counted {
				t.Errorf("%s: %q has plural forms: %v, want %v as in English", tag, key, got, counted)
			}
			for form, text := range forms(m) {
				got, wrong := places(text)
				if !maps.Equal(got, want) || wrong {
					t.Errorf("%s: %q has the places %v in %q, want %v as in English", tag, key, slices.Sorted(maps.Keys(got)), text, slices.Sorted(maps.Keys(want)))
				}
				if counted && !needs[form] && form != plural.Other {
					t.Errorf("%s: %q has a form %v that the language knows not", tag, key, form)
				}
				if strings.Trim(text, " \n\t") != text {
					t.Errorf("%s: %q begins or ends with space: %q", tag, key, text)
				}
			}
			for form := range needs {
				if counted && forms(m)[form] == "" {
					t.Errorf("%s: %q lacks the plural form %v", tag, key, form)
				}
			}
		}
	}
}

// mention is a command that a text names.
var mention = regexp.MustCompile(`(?:^|[\s:(])/(\pL+(?: \pL+)*)`)

// What a text says of commands goes by the names that they have in its language.
func TestTextsNameCommandsAsTheyAreCalled(t *testing.T) {
	all := messagesOf(t)
	paths := commandPaths(command.New(command.Options{}).Commands())
	for tag, messages := range all {
		for key, m := range messages {
			model := all[locale.Default][key]
			if model == nil {
				continue // another test's
			}
			for form, text := range forms(m) {
				want := model.Other
				for _, path := range slices.Backward(slices.Sorted(maps.Keys(paths))) {
					want = strings.ReplaceAll(want, "/"+path, "\x00"+strings.Join(called(messages, path), " "))
				}
				for _, part := range strings.Split(want, "\x00")[1:] {
					name := ""
					for path := range paths {
						if have := strings.Join(called(messages, path), " "); strings.HasPrefix(part, have) && len(have) > len(name) {
							name = have
						}
					}
					if !strings.Contains(text, "/"+name) {
						t.Errorf("%s: %q (%v) does not name the command /%s: %q", tag, key, form, name, text)
					}
				}
				if got, want := len(mention.FindAllString(text, -1)), strings.Count(want, "\x00"); got != want {
					t.Errorf("%s: %q (%v) names %d commands, want %d as in English: %q", tag, key, form, got, want, text)
				}
			}
		}
	}
}

// commandPaths are the commands and their subcommands, as their words one after
// the other.
func commandPaths(commands []*discordgo.ApplicationCommand) map[string]bool {
	out := map[string]bool{}
	var walk func(above string, options []*discordgo.ApplicationCommandOption)
	walk = func(above string, options []*discordgo.ApplicationCommandOption) {
		for _, o := range options {
			if o.Type == discordgo.ApplicationCommandOptionSubCommand || o.Type == discordgo.ApplicationCommandOptionSubCommandGroup {
				out[above+" "+o.Name] = true
				walk(above+" "+o.Name, o.Options)
			}
		}
	}
	for _, c := range commands {
		if c.Type == discordgo.ChatApplicationCommand {
			out[c.Name] = true
			walk(c.Name, c.Options)
		}
	}
	return out
}

func called(messages map[string]*i18n.Message, path string) []string {
	var out []string
	for _, word := range strings.Fields(path) {
		if m := messages["name."+word]; m != nil {
			word = m.Other
		}
		out = append(out, word)
	}
	return out
}

// No text keeps more than the place where it is shown has room for.
func TestWordsFitWhereTheyAreShown(t *testing.T) {
	names := regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	for tag, messages := range messagesOf(t) {
		for key, m := range messages {
			section, _, _ := strings.Cut(key, ".")
			switch size := markdown.Units(m.Other); section {
			case "name":
				if !names.MatchString(m.Other) || strings.ToLower(m.Other) != m.Other {
					t.Errorf("%s: %q is %q, which is no name for Discord", tag, key, m.Other)
				}
			case "describe":
				if size > 100 {
					t.Errorf("%s: %q has %d units, at most 100 are allowed: %q", tag, key, size, m.Other)
				}
			case "label":
				if size > 45 {
					t.Errorf("%s: %q has %d units, at most 45 are allowed: %q", tag, key, size, m.Other)
				}
			default:
				if size > 500 {
					t.Errorf("%s: %q has %d units", tag, key, size)
				}
			}
		}
	}
}

func TestCommandsAreLocalised(t *testing.T) {
	locales, err := locale.Locales()
	if err != nil {
		t.Fatal(err)
	}
	const longest = 8000
	called := map[string]string{} // by locale and name
	for _, c := range command.New(command.Options{}).Commands() {
		if c.NameLocalizations == nil || len(*c.NameLocalizations) != len(locales) {
			t.Fatalf("/%s is called %v, want a name in each of %v", c.Name, c.NameLocalizations, locales)
		}
		for _, locale := range []discordgo.Locale{discordgo.EnglishGB, discordgo.EnglishUS} {
			if got := (*c.NameLocalizations)[locale]; got != c.Name {
				t.Errorf("/%s is called %q in %s", c.Name, got, locale)
			}
		}
		for locale, name := range *c.NameLocalizations {
			key := string(locale) + " " + name
			if called[key] != "" {
				t.Errorf("/%s and /%s are both called %q in %s", called[key], c.Name, name, locale)
			}
			called[key] = c.Name
		}
		size := 0
		count := func(base string, localised map[discordgo.Locale]string) {
			n := markdown.Units(base)
			for _, text := range localised {
				n = max(n, markdown.Units(text))
			}
			size += n
		}
		count(c.Name, *c.NameLocalizations)
		if c.Type == discordgo.MessageApplicationCommand {
			if c.Description != "" || c.DescriptionLocalizations != nil || len(c.Options) > 0 {
				t.Errorf("%q of a message's menu is described as %q", c.Name, c.Description)
			}
			for locale, name := range *c.NameLocalizations {
				if n := markdown.Units(name); n == 0 || n > 32 {
					t.Errorf("%q of a message's menu is called %q in %s", c.Name, name, locale)
				}
			}
			continue
		}
		count(c.Description, *c.DescriptionLocalizations)
		var walk func(path string, options []*discordgo.ApplicationCommandOption)
		walk = func(path string, options []*discordgo.ApplicationCommandOption) {
			seen := map[string]bool{}
			for _, o := range options {
				count(o.Name, o.NameLocalizations)
				count(o.Description, o.DescriptionLocalizations)
				for locale, name := range o.NameLocalizations {
					if key := string(locale) + name; seen[key] {
						t.Errorf("%s has two options called %q in %s", path, name, locale)
					} else {
						seen[key] = true
					}
				}
				for _, choice := range o.Choices {
					count(choice.Name, choice.NameLocalizations)
					count(fmt.Sprint(choice.Value), nil)
				}
				walk(path+" "+o.Name, o.Options)
			}
		}
		walk("/"+c.Name, c.Options)
		if size > longest {
			t.Errorf("/%s takes %d characters, Discord allows %d", c.Name, size, longest)
		}
		t.Logf("/%s takes %d characters of %d", c.Name, size, longest)
	}
}

// sentence is text for people: two words of letters after each other.
var sentence = regexp.MustCompile(`\pL{2,} \pL{2,}`)

// What people read stands in the message files: elsewhere, a text of several
// words is an error's or the log's.
func TestNoWordsStandOutsideTheMessageFiles(t *testing.T) {
	shown := []string{"Content", "Label", "Placeholder", "Title", "Description", "Text", "Name"}
	set, files := sourceFiles(t)
	for _, f := range files {
		forOperators := map[ast.Node]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if callee, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"New", "Errorf", "Warn", "Info", "Error", "Debug", "logError"}, strings.TrimSuffix(callee.Sel.Name, "Context")) {
					for _, a := range n.Args {
						forOperators[a] = true
					}
				}
			case *ast.KeyValueExpr:
				field, ok := n.Key.(*ast.Ident)
				if text, err := unquoted(n.Value); ok && err == nil && text != "" && slices.Contains(shown, field.Name) {
					t.Errorf("%s: the field %s is %q, want words of the message files", set.Position(n.Pos()), field.Name, text)
				}
			case *ast.BasicLit:
				if text, err := unquoted(n); err == nil && sentence.MatchString(text) && !forOperators[n] {
					t.Errorf("%s: %q, want words of the message files", set.Position(n.Pos()), text)
				}
			}
			return true
		})
	}
}

func TestLocalesOfDiscord(t *testing.T) {
	got, err := locale.Locales()
	if want := []discordgo.Locale{"en-US", "en-GB", "de", "fr", "uk"}; err != nil || len(got) < len(want) || !slices.Equal(got[:2], want[:2]) {
		t.Errorf("got %v, %v, want %v first", got, err, want[:2])
	}
	for _, l := range got {
		if all, err := locale.Load(); err != nil || l != "en-US" && l != "en-GB" && all.Of(string(l)).Tag == locale.Default {
			t.Errorf("%s has no message file, %v", l, err)
		}
	}
}

func TestLocalesFallBack(t *testing.T) {
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for locale, want := range map[string]string{
		"de": "de", "fr": "fr", "uk": "uk", "en-US": "en", "en-GB": "en", "fr-CA": "fr", "pt-BR": "en", "ja": "en", "": "en", "-": "en", "xx-yy": "en",
	} {
		if got := all.Of(locale).Tag; got != want {
			t.Errorf("of(%q) is %q, want %q", locale, got, want)
		}
	}
}

func TestNumbersDaysAndPluralsByLanguage(t *testing.T) {
	tests := []struct {
		tag, number, first, day string
		articles                map[int]string
	}{
		{"en", "12,345", "1 May 2024", "13 January 2025", map[int]string{0: "0 articles", 1: "1 article", 2: "2 articles", 21: "21 articles"}},
		{"de", "12.345", "1. Mai 2024", "13. Januar 2025", map[int]string{1: "1 Artikel", 2: "2 Artikel"}},
		{"fr", "12 345", "1er mai 2024", "13 janvier 2025", map[int]string{0: "0 article", 1: "1 article", 2: "2 articles", 1_000_000: "1 000 000 d’articles"}},
		{"uk", "12 345", "1 травня 2024 р.", "13 січня 2025 р.", map[int]string{
			1: "1 стаття", 2: "2 статті", 5: "5 статей", 11: "11 статей", 21: "21 стаття", 22: "22 статті", 112: "112 статей",
		}},
	}
	for _, tt := range tests {
		l := spoken(t, tt.tag)
		if got := spaced(l.Number(12345)); got != tt.number {
			t.Errorf("%s writes %q, want %q", tt.tag, got, tt.number)
		}
		for d, want := range map[corpus.Date]string{"2024-05-01": tt.first, "2025-01-13T10:00:00Z": tt.day, "": ""} {
			if got := l.Day(d); got != want {
				t.Errorf("%s writes the day %q as %q, want %q", tt.tag, d, got, want)
			}
		}
		for n, want := range tt.articles {
			if got := spaced(locale.Articles(l, n)); got != want {
				t.Errorf("%s counts %q, want %q", tt.tag, got, want)
			}
		}
	}
}

// spaced is text with every space an ordinary one.
func spaced(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

func TestTallyInWords(t *testing.T) {
	tests := []struct {
		in   corpus.Tally
		want string
	}{
		{corpus.Tally{New: 2, Changed: 1, Added: 31, Withdrawn: 2}, "2 articles new, 1 changed; 31 statements added, 2 withdrawn."},
		{corpus.Tally{New: 1, Added: 1}, "1 article new; 1 statement added."},
		{corpus.Tally{Unchanged: 9}, "Nothing has changed."},
		{corpus.Tally{Unchanged: 9, Failed: 1}, "Nothing has changed; 1 page could not be read."},
		{corpus.Tally{Gone: 3, Reworded: 4}, "3 articles gone; 4 statements reworded."},
	}
	for _, tt := range tests {
		if got := locale.Tally(spoken(t, locale.Default), tt.in); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.in, got, tt.want)
		}
	}
}
