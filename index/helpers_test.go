package index

import (
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// paragraphsOf is the paragraphs of a text.
func paragraphsOf(t testing.TB, text string) []corpus.Span {
	t.Helper()
	all, err := extract.Paragraphs(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
