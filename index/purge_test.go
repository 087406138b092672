package index

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/index/view"
)

// What is to be nowhere is in no file of the index once it has followed: in no
// segment's terms, in no removed document, in no file that is left over.
func TestPurge(t *testing.T) {
	const rare = "quillmarketish"
	feed := newMemory()
	for _, id := range []corpus.ArticleID{"a", "b", "c"} {
		feed.put(corpus.Article{ID: id, Text: "The mayor said that the ferry sails. The " + rare + " harbour will be dredged, the mayor said."})
	}
	dir := filepath.Join(t.TempDir(), "index")
	x, err := Open(t.Context(), dir, feed, Options{})
	must(t, err)
	defer func() { must(t, x.Close()) }()
	must(t, x.CatchUp(t.Context()))
	must(t, x.persisted(t.Context()))
	if terms := termsOf(t, x); !slices.ContainsFunc(terms, func(s string) bool { return strings.Contains(s, rare) }) {
		t.Fatalf("the word is not there to begin with: %q", terms)
	}
	for _, id := range []corpus.ArticleID{"a", "b", "c"} {
		feed.put(corpus.Article{ID: id, Text: "The mayor said that the ferry sails."})
	}
	must(t, x.CatchUp(t.Context()))
	feed.mu.Lock()
	feed.head.Purge = feed.head.Seq
	feed.mu.Unlock()
	must(t, x.CatchUp(t.Context()))
	must(t, x.persisted(t.Context()))
	if terms := termsOf(t, x); slices.ContainsFunc(terms, func(s string) bool { return strings.Contains(s, rare) }) {
		t.Error("the word is among the terms still")
	}
	must(t, x.view.Read(func(s *view.Snapshot) error {
		if n, err := s.DocCount(); err != nil || n != s.Size {
			t.Errorf("of %d documents %d are live, %v, want all", s.Size, n, err)
		}
		return nil
	}))
	if at, err := x.position(); err != nil || at.Purged != feed.head.Purge {
		t.Errorf("purged up to %d, %v, want %d", at.Purged, err, feed.head.Purge)
	}
	files, err := filepath.Glob(filepath.Join(dir, "view", "store", "*.zap"))
	must(t, err)
	used, err := usedSegments(t, x)
	must(t, err)
	for _, file := range files {
		if !slices.Contains(used, filepath.Base(file)) {
			t.Errorf("the file %s is left", file)
		}
	}
}

// termsOf are all terms of statements' words, those of removed documents too.
func termsOf(t testing.TB, x *Index) (terms []string) {
	must(t, x.view.Read(func(s *view.Snapshot) error {
		return s.EachTerm(view.FieldText, "", func(term string) bool { terms = append(terms, term); return true })
	}))
	return terms
}

// usedSegments are the files that the index's root names, read from a copy: the
// index has it open.
func usedSegments(t testing.TB, x *Index) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(x.viewDir(), "store", "root.bolt"))
	must(t, err)
	copied := filepath.Join(t.TempDir(), "root.bolt")
	must(t, os.WriteFile(copied, data, 0o600))
	return view.VerifyRoot(copied)
}
