package document

import (
	"context"

	"verbatim/corpus"
)

// What tests ask of the package, with a context that never ends.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func outlineOf(a corpus.Article) []corpus.Statement {
	return must(Outline(context.Background(), a))
}

// parsed is a whole text in one section.
func parsed(a corpus.Article) *Document {
	d := must(Parse(context.Background(), a.Text, 0))
	d.Foreign = IsForeign(a.Language, d)
	return d
}
