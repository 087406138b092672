package index

import (
	"slices"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/index/view"
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

// documentCount returns how many documents the index holds.
func documentCount(t testing.TB, x *Index) (n uint64) {
	t.Helper()
	must(t, x.view.Read(func(s *view.Snapshot) (err error) {
		n, err = s.DocCount()
		return err
	}))
	return n
}

// termFields returns the fields that documents have terms in, but for their ids.
func termFields(t testing.TB, s *view.Snapshot) []string {
	t.Helper()
	fields, err := s.Fields()
	must(t, err)
	return slices.DeleteFunc(fields, func(name string) bool { return name == "_id" })
}
