package evidence

import (
	"context"
	"testing"

	"verbatim/bot/locale"
	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// annotated is an article without corrections, and its statements with their
// evidence.
func annotated(t testing.TB, a corpus.Article) (corpus.Annotated, []corpus.Statement) {
	t.Helper()
	all, err := extract.Explain(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	x := corpus.Annotated{Article: a, Explain: func(_ context.Context, from, to int) ([]corpus.Statement, error) { return all[from:to], nil }}
	x.Add(all)
	return x, all
}

// articleOf is a page of an article.
func articleOf(f frame, x corpus.Annotated, wanted corpus.StatementID, number int) articlePage {
	p, err := newArticle(context.Background(), f, x, wanted, number)
	if err != nil {
		panic(err)
	}
	return p
}

// languages are all that the program speaks.
func languages(t testing.TB) locale.Languages {
	t.Helper()
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
