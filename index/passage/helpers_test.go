package passage

import (
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func article(id, text string) corpus.Article {
	return corpus.Article{ID: corpus.ArticleID(id), Origin: corpus.OriginImported, Text: text}
}

// paragraphsOf returns the paragraphs of a text.
func paragraphsOf(t testing.TB, text string) []corpus.Span {
	t.Helper()
	all, err := extract.Paragraphs(t.Context(), text)
	must(t, err)
	return all
}
