package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/bot"
	"verbatim/internal/cli"
)

// inColumns runs the program with the width of the terminal given, "" for none,
// and returns what it printed for people.
func inColumns(t *testing.T, columns, data, stdin string, args ...string) string {
	t.Helper()
	env := map[string]string{"VERBATIM_DATA": data, "COLUMNS": columns}
	var out bytes.Buffer
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: t.Output(), Limits: bot.DefaultLimits(),
	}
	if err := p.Run(t.Context(), args); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return out.String()
}

// The text of every command fits the terminal, and no word of it is lost.
func TestTextFitsTheTerminal(t *testing.T) {
	t.Parallel()
	data, folder := t.TempDir(), t.TempDir()
	const text = "The harbour master, Anna Lind, said on Tuesday that the lighthouse on the northern quay will be painted white before the ferries return to it in May."
	if err := os.WriteFile(filepath.Join(folder, "one.txt"), []byte(strings.ReplaceAll(text, "lighthouse", "warehouse")), 0o600); err != nil {
		t.Fatal(err)
	}
	line := `{"id":"quay","title":"The lighthouse on the northern quay is to be painted white again","publisher":"The Harbour and Ferry Gazette","published":"2025-10-14","url":"https://quay.example/1","text":"` + text + `"}`
	inColumns(t, "", data, line, "corpus", "import", "-")
	inColumns(t, "", data, "", "corpus", "add", folder, "--name", "what the harbour says")
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(inColumns(t, "", data, "", "ask", "--format", "json", "--limit", "1", "lighthouse painted"))[1]
	commands := map[string][]string{
		"ask":                {"ask", "lighthouse painted"},
		"ask, no answer":     {"ask", "zebras"},
		"extract":            {"extract", "--explain", filepath.Join(folder, "one.txt")},
		"corpus list":        {"corpus", "list"},
		"corpus sources":     {"corpus", "sources"},
		"corpus status":      {"corpus", "status"},
		"corpus log":         {"corpus", "log"},
		"corpus history":     {"corpus", "history", "quay"},
		"corpus waiting":     {"corpus", "waiting"},
		"corpus correct":     {"corpus", "correct", "quay", id},
		"corpus corrections": {"corpus", "corrections"},
		"corpus flags":       {"corpus", "flags"},
		"corpus settings":    {"corpus", "settings", "--guild", "7"},
		"version":            {"version"},
	}
	inColumns(t, "", data, "", "corpus", "correct", "quay", id, "--unidentified")
	for name, args := range commands {
		t.Run(name, func(t *testing.T) {
			want := wordCounts(inColumns(t, "", data, "", args...))
			for columns, most := range map[string]int{"40": 40, "60": 60, "100": 100, "300": 300} {
				got := inColumns(t, columns, data, "", args...)
				for l := range strings.Lines(got) {
					l = strings.TrimRight(l, "\n")
					if utf8.RuneCountInString(l) > most && len(strings.Fields(strings.TrimLeft(l, " │"))) > 1 {
						t.Errorf("%s columns: the line has %d characters: %s", columns, utf8.RuneCountInString(l), l)
					}
				}
				for word, n := range want {
					if wordCounts(got)[word] < n && !strings.Contains(name, "corpus") {
						t.Errorf("%s columns: %q is there %d times, want %d:\n%s", columns, word, wordCounts(got)[word], n, got)
					} else if wordCounts(got)[word] == 0 && word != strings.ToUpper(word) {
						t.Errorf("%s columns: %q is lost:\n%s", columns, word, got)
					}
				}
			}
		})
	}
}

// wordCounts counts the words of a text.
func wordCounts(text string) map[string]int {
	count := map[string]int{}
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, "│", " ")) {
		count[word]++
	}
	return count
}

// JSON that is printed holds no character that steers a terminal, whatever an
// article holds, and an export is read as it was.
func TestJSONSteersNoTerminal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	const line = `{"id":"e1","title":"T\u009b31m bells\u202e","author":"\u2066A\u2069","text":"“The bell\u202e is\u200f mine\u009b1m,” said Ada Brook.","language":"en"}`
	inColumns(t, "", data, line, "corpus", "import", "-")
	steers := regexp.MustCompile(`[\x{7f}-\x{9f}\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]`)
	for _, args := range [][]string{
		{"ask", "bell", "--format", "json"}, {"ask", "bell", "--format", "jsonl"}, {"ask", "--batch", "-"},
		{"corpus", "list", "--format", "json"}, {"corpus", "export"}, {"corpus", "export", "--all"},
		{"extract", "--lines", "--format", "json", "-"}, {"corpus", "log", "--format", "jsonl"},
	} {
		stdin := `{"id":"e1\u009b","q":"bell","text":"“The bell\u202e is mine\u009b,” said Ada Brook."}`
		out := inColumns(t, "", data, stdin, args...)
		if at := steers.FindStringIndex(out); at != nil {
			t.Errorf("%q: the character %U is as it is in %s", args, []rune(out[at[0]:at[1]])[0], out)
		}
		if args[1] != "log" && !strings.Contains(out, `\u009b`) {
			t.Errorf("%q: no character is escaped in %s", args, out)
		}
	}
	exported, other := inColumns(t, "", data, "", "corpus", "export"), t.TempDir()
	inColumns(t, "", other, exported, "corpus", "import", "-")
	article := regexp.MustCompile(`(?m)^.*"type":"article".*$`)
	if got, want := article.FindString(inColumns(t, "", other, "", "corpus", "export")), article.FindString(exported); got != want || want == "" {
		t.Errorf("exported after an import: %s\nwant %s", got, want)
	}
}
