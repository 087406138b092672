// Package extracttest takes articles apart for the tests of other packages, and
// checks what holds for all statements.
package extracttest

import (
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// Statements is the statements of an article. The test ends if it cannot be taken apart.
func Statements(t testing.TB, a corpus.Article) []corpus.Statement {
	t.Helper()
	all, err := extract.Statements(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Explained is Statements with the evidence for every attribution.
func Explained(t testing.TB, a corpus.Article) []corpus.Statement {
	t.Helper()
	all, err := extract.Explain(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
