package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
)

// shell types commands on a data folder, where sources may stand on loopback.
type shell struct {
	t    *testing.T
	data string
}

// types runs the command and returns its exit status and all that it printed.
func (s shell) types(stdin string, args ...string) (int, string) {
	s.t.Helper()
	var out bytes.Buffer
	env := map[string]string{"VERBATIM_DATA": s.data, "VERBATIM_CONFIG": os.DevNull, "VERBATIM_LOG_LEVEL": "error"}
	settings := filepath.Join(s.t.TempDir(), "none.json")
	if err := os.WriteFile(settings, []byte("{}"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	env["VERBATIM_CONFIG"] = settings
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(stdin),
		Stdout: &out, Stderr: &out, Loopback: true,
	}
	status := cli.Exit(p.Run(s.t.Context(), args), &out)
	return status, out.String()
}

// reads fails the test where the command does not succeed or what it prints
// lacks one of want. It returns what it printed.
func (s shell) reads(want []string, args ...string) string {
	s.t.Helper()
	status, out := s.types("", args...)
	if status != cli.ExitDone {
		s.t.Fatalf("verbatim %s: status %d\n%s", strings.Join(args, " "), status, out)
	}
	for _, w := range want {
		if !strings.Contains(out, w) {
			s.t.Errorf("verbatim %s prints\n%s\nwant %q in it", strings.Join(args, " "), out, w)
		}
	}
	return out
}

// From a page on the web to its quotes, through what its publisher and a
// moderator do to it, at the command line.
func TestCorpusAtTheCommandLine(t *testing.T) {
	t.Parallel()
	site := fetchtest.New(t)
	page := fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		"The harbour of Nordhaven reopens in spring after two years of work, its owners announced on Monday.",
		"“The cranes will be painted green,” said Olga Brandt, the harbour master.",
		"“We lost forty jobs over it,” said Peter Lang, a docker.",
		"The town paid for half of the works, and will pay for the rest next year, according to the council.",
	}}
	site.SetPage("/harbour", page)
	s := shell{t, filepath.Join(t.TempDir(), "data")}

	s.reads([]string{`added page "Harbour to reopen" to the shared corpus`, "1 article new"}, "corpus", "add", site.URL+"/harbour")
	s.reads([]string{"Harbour to reopen", "page", "good"}, "corpus", "sources")
	s.reads([]string{"The cranes will be painted green", "Olga Brandt", site.URL + "/harbour"}, "ask", "What colour will the cranes be painted?")
	s.reads([]string{"1 article unchanged"}, "corpus", "refresh")

	page.Paragraphs[1] = "“The cranes will be painted dark green,” said Olga Brandt, the harbour master."
	page.Paragraphs[2] = "Ships with a draught of ten metres can enter again."
	site.SetPage("/harbour", page)
	s.reads([]string{"1 article changed", "1 reworded"}, "corpus", "refresh", "harbour to reopen")
	s.reads([]string{"dark green", "reworded"}, "ask", "What colour will the cranes be painted?")
	if out := s.reads(nil, "ask", "How many jobs were lost?"); strings.Contains(out, "forty jobs") {
		t.Errorf("a withdrawn statement answers:\n%s", out)
	}
	s.reads([]string{"Version 2", "withdrawn: “We lost forty jobs", "reworded: “The cranes will be painted green", "now: “The cranes will be painted dark green", "added: Ships"},
		"corpus", "history", site.URL+"/harbour")

	correctHarbour(t, s, site.URL+"/harbour")

	export := filepath.Join(t.TempDir(), "export.jsonl")
	s.reads(nil, "corpus", "export", export)
	other := shell{t, filepath.Join(t.TempDir(), "other")}
	other.reads([]string{"1 new"}, "corpus", "import", export, "--no-builtin")
	other.reads([]string{"Version 2", "forty jobs"}, "corpus", "history", site.URL+"/harbour")

	s.reads([]string{`removed "Harbour to reopen" with 1 article`}, "corpus", "remove", "Harbour to reopen")
	if out := s.reads(nil, "ask", "What colour will the cranes be painted?"); strings.Contains(out, "green") {
		t.Errorf("a removed article answers:\n%s", out)
	}
	s.reads([]string{"removed"}, "corpus", "sources")
	s.reads([]string{`restored "Harbour to reopen" with 1 article`}, "corpus", "restore", "Harbour to reopen")
	s.reads([]string{"dark green"}, "ask", "What colour will the cranes be painted?")
	s.reads([]string{"operator", "add", "refresh", "correct", "undo", "export", "remove", "restore", "Harbour to reopen"}, "corpus", "log")
	s.reads([]string{"the shared corpus: 2 articles", "Last refreshes:"}, "corpus", "status")
}

// correctHarbour corrects who spoke of the cranes, and undoes it.
func correctHarbour(t *testing.T, s shell, article string) {
	t.Helper()
	var answers []corpus.Answer
	if err := json.Unmarshal([]byte(s.reads(nil, "ask", "--format", "json", "What colour will the cranes be painted?")), &answers); err != nil || len(answers) == 0 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	statement := string(answers[0].ID)
	s.reads([]string{"Olga Brandt", "--unidentified"}, "corpus", "correct", article, statement)
	s.reads([]string{"speaker not identified", "corpus undo"}, "corpus", "correct", article, statement, "--unidentified")
	out := s.reads([]string{"speaker not identified", "corrected by a moderator"}, "ask", "What colour will the cranes be painted?")
	if strings.Contains(out, "Olga Brandt — ") {
		t.Errorf("the corrected answer names the speaker:\n%s", out)
	}
	list := s.reads([]string{"applies", "speaker not identified"}, "corpus", "corrections")
	id := strings.Fields(strings.Split(list, "\n")[1])[0]
	s.reads([]string{"undone"}, "corpus", "undo", id)
	s.reads([]string{"Olga Brandt"}, "ask", "What colour will the cranes be painted?")
	status, refusal := s.types("", "corpus", "correct", article, statement, "--speaker", "Donald Duck")
	if status != cli.ExitFailed || !strings.Contains(refusal, "nobody of the article") {
		t.Errorf("a name that the article lacks: status %d, %s", status, refusal)
	}
}
