package index

import (
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
)

// The shapes in which a cue stands in another passage than the words that it
// announces.
func TestCuesElsewhere(t *testing.T) {
	filler := strings.Repeat("Nobody had asked the ferrymen at the quay. ", 10)
	tests := []struct{ name, text, cue string }{
		{"a paragraph above", filler + "In the end Ann Lee warned:\n\n“We have waited for years.”", "warned"},
		{"a line above", filler + "Ann Lee said:\n“We have waited for years. We will wait no more.”", "said"},
		{"over paragraphs", filler + "Ann Lee wrote:\n\n“We have waited for years.\n\n“We will wait no more.”", "wrote"},
		{"far above", filler + "Ann Lee said:\n\n\n \n\n“We have waited for years. " + filler + "”", "said"},
		{"a noun", filler + "This was her claim:\n\n“We have waited for years, and we shall not wait longer.”", "claim"},
		{"other marks", filler + "Ann Lee said:\n\n\"We have waited for years, and we shall not wait longer.\"", "said"},
		{"a line of its own", "Ann Lee said:\n\n“We have waited for years.”", "said"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, _ := open(t, article("quay", tt.text))
			answers := ask(t, x, corpus.Query{Text: "Who waited for years?", Limit: 3})
			if len(answers) == 0 || answers[0].Cue == nil {
				t.Fatalf("got %+v, want an answer with a cue", answers)
			}
			a := answers[0]
			if a.Cue.Text != tt.cue || a.Cue.In(tt.text) != tt.cue || a.Contains(a.Cue.Span) {
				t.Errorf("got the cue %q at %v of the statement at %v, want %q before it", a.Cue.Text, a.Cue.Span, a.Span, tt.cue)
			}
			found, err := x.Context(t.Context(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: a.Article}, Statement: a.ID})
			if err != nil || len(found.Statement.Reports) == 0 || found.Statement.Reports[0].Cue.Text != tt.cue {
				t.Errorf("Context = %+v, %v; want the same cue", found, err)
			}
		})
	}
}

// A cue that stands in a statement which a moderator has hidden is still shown
// by what it announces.
func TestACueInAHiddenStatement(t *testing.T) {
	a := article("quay", "Ann Lee said:\n\n“We have waited for years.”")
	statements := extracttest.Statements(t, a)
	change := corpus.Change{Article: a, Corrections: []corpus.Correction{{ID: "1", Article: a.ID, Statement: statements[0].ID, Text: statements[0].Text, Verdict: corpus.VerdictHidden}}}
	f := newMemory()
	f.write(change)
	x, err := OpenMemory(f, Options{})
	must(t, err)
	defer func() { must(t, x.Close()) }()
	catchUp(t, x)
	answers := ask(t, x, corpus.Query{Text: "waited for years"})
	if len(answers) != 1 || answers[0].Cue == nil || answers[0].Cue.Text != "said" {
		t.Errorf("got %+v, want one answer with the cue", answers)
	}
}
