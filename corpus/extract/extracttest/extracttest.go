// Package extracttest takes articles apart for the tests of other packages.
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
