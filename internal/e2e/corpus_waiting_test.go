package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
)

// What a page shows in the place of its article, at the command line: the old
// quotes stay and say so, and the operator decides.
func TestChangedPageAtTheCommandLine(t *testing.T) {
	t.Parallel()
	site := fetchtest.New(t)
	page := fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		"The harbour of Nordhaven reopens in spring after two years of work, its owners announced on Monday.",
		"“The cranes will be painted green,” said Olga Brandt, the harbour master.",
		"The town paid for half of the works, and will pay for the rest next year, according to the council.",
	}}
	wall := fetchtest.Page{Title: "Just a moment", Paragraphs: []string{
		"We are checking that you are a person. This can take some seconds, and it needs nothing from you."}}
	moved := fetchtest.Page{Title: "Ferry sails again", Paragraphs: []string{
		"“The ferry to the islands will sail from the old pier on Friday,” said Karl Linde, its captain, after a winter in the dock."}}
	const cranes = "What colour will the cranes be painted?"
	address := site.URL + "/harbour"
	site.SetPage("/harbour", page)
	s := shell{t, filepath.Join(t.TempDir(), "data")}
	s.reads([]string{"1 article new"}, "corpus", "add", address)
	s.reads([]string{"Each page of the shared corpus shows its article."}, "corpus", "waiting")

	site.SetPage("/harbour", wall)
	s.reads([]string{"1 article waiting", `the page of "Harbour to reopen" now says something else: its text shares too little with the article; the old quotes stay`},
		"corpus", "refresh")
	s.reads([]string{"painted green", "its page says something"}, "ask", cranes)
	s.reads([]string{`"page_changed":"20`}, "ask", "--format", "jsonl", cranes)
	s.reads([]string{"good, 1 page changed: see \"corpus waiting\""}, "corpus", "sources")
	s.reads([]string{"1 page now says something else, the old quotes stay"}, "corpus", "status")
	s.reads([]string{address, "its text shares too little", "Harbour to reopen: “The harbour of Nordhaven", "Just a moment: “We are checking"}, "corpus", "waiting")
	s.reads([]string{`"why":"other"`, `"new_title":"Just a moment"`}, "corpus", "waiting", "--format", "jsonl")
	s.reads([]string{"the article stays as it is"}, "corpus", "drop", address)
	if out := s.reads([]string{"painted green"}, "ask", cranes); strings.Contains(out, "something else") {
		t.Errorf("what was dropped is still told:\n%s", out)
	}
	status, refusal := s.types("", "corpus", "confirm", address)
	if status != cli.ExitFailed || !strings.Contains(refusal, "nothing that waits") {
		t.Errorf("confirming what was dropped: status %d, %s", status, refusal)
	}

	site.SetPage("/harbour", moved)
	s.reads([]string{"1 article waiting"}, "corpus", "refresh")
	s.reads([]string{"1 article changed; ", "withdrawn"}, "corpus", "confirm", address)
	s.reads([]string{"old pier on Friday"}, "ask", "When will the ferry sail?")
	if out := s.reads(nil, "ask", cranes); strings.Contains(out, "painted green") {
		t.Errorf("the old text answers:\n%s", out)
	}
	s.reads([]string{"drop", "confirm", "Harbour to reopen"}, "corpus", "log")
}

// A file in whose place something else is put waits too.
func TestChangedFileAtTheCommandLine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "harbour.html")
	write := func(p fetchtest.Page) {
		t.Helper()
		var text strings.Builder
		for _, s := range p.Paragraphs {
			text.WriteString("<p>" + s + "</p>")
		}
		if err := os.WriteFile(file, []byte("<!doctype html><title>"+p.Title+"</title><main><h1>"+p.Title+"</h1>"+text.String()+"</main>"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page := fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		"The harbour of Nordhaven reopens in spring after two years of work, its owners announced on Monday.",
		"“The cranes will be painted green,” said Olga Brandt, the harbour master.",
	}}
	write(page)
	s := shell{t, filepath.Join(t.TempDir(), "data")}
	s.reads([]string{"1 article new"}, "corpus", "add", file)
	write(fetchtest.Page{Title: "Page not found", Paragraphs: []string{
		"The page that you want was moved, or was never there. Search for it, or go back to the front page."}})
	s.reads([]string{"1 article waiting", "the old quotes stay"}, "corpus", "refresh")
	s.reads([]string{"painted green"}, "ask", "What colour will the cranes be painted?")
	page.Paragraphs[1] = "“The cranes will be painted dark green,” said Olga Brandt, the harbour master."
	write(page)
	s.reads([]string{"1 article changed"}, "corpus", "refresh")
	s.reads([]string{"dark green"}, "ask", "What colour will the cranes be painted?")
}
