package revise

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/document"
)

// What tests ask of the package, with a context that never ends.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func statementsIn(a corpus.Article) []corpus.Statement {
	return must(extract.Statements(context.Background(), a))
}

func applied(a corpus.Article, statements []corpus.Statement, corrections []corpus.Correction) ([]corpus.Statement, []bool) {
	out, applies, err := Apply(context.Background(), a, statements, corrections)
	if err != nil {
		panic(err)
	}
	return out, applies
}

func comparedWith(old, fresh []corpus.Statement) []corpus.Edit {
	return must(Compare(context.Background(), old, fresh))
}

func alignedWith(old, fresh []corpus.Statement) []corpus.Edit {
	return must(Align(context.Background(), old, fresh))
}

func redacted(a corpus.Article, taken map[string]bool) (string, bool) {
	text, changed, err := Redact(context.Background(), a, taken)
	if err != nil {
		panic(err)
	}
	return text, changed
}

func counted(text string) int { return must(Count(context.Background(), text)) }

func keyOf(text string) document.Digest {
	return must(document.TextKey(context.Background(), text))
}
