package index

import (
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// statementsOf is an article's statements.
func statementsOf(t testing.TB, a corpus.Article) []corpus.Statement {
	t.Helper()
	all, err := extract.Statements(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// paragraphsOf is the paragraphs of a text.
func paragraphsOf(t testing.TB, text string) []corpus.Span {
	t.Helper()
	all, err := extract.Paragraphs(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
