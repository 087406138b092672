package extract_test

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
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

func explained(a corpus.Article) []corpus.Statement {
	return must(extract.Explain(context.Background(), a))
}

func paragraphsIn(text string) []corpus.Span {
	return must(extract.Paragraphs(context.Background(), text))
}

func candidatesFor(a corpus.Article, id corpus.StatementID) (corpus.Statement, []corpus.Candidate, bool) {
	s, candidates, err := extract.Candidates(context.Background(), a, id)
	return s, candidates, err == nil
}

func applied(a corpus.Article, statements []corpus.Statement, corrections []corpus.Correction) ([]corpus.Statement, []bool) {
	out, applies, err := revise.Apply(context.Background(), a, statements, corrections)
	if err != nil {
		panic(err)
	}
	return out, applies
}

func counted(text string) int { return must(revise.Count(context.Background(), text)) }
