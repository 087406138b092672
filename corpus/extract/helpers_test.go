package extract

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

func statementsIn(a corpus.Article) []corpus.Statement {
	return must(Statements(context.Background(), a))
}

func explained(a corpus.Article) []corpus.Statement { return must(Explain(context.Background(), a)) }

func paragraphsIn(text string) []corpus.Span { return must(Paragraphs(context.Background(), text)) }

func candidatesFor(a corpus.Article, id corpus.StatementID) (corpus.Statement, []corpus.Candidate, bool) {
	s, candidates, err := Candidates(context.Background(), a, id)
	return s, candidates, err == nil
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

// parsed is a whole text, taken apart.
func parsed(a corpus.Article) *document {
	d := must(parse(context.Background(), a.Text, 0))
	d.foreign = isForeign(a.Language, d)
	return d
}

func mentionsIn(d *document) []mention { return must(d.findMentions(context.Background())) }

func (d *document) cast() *cast { return must(d.findCast(context.Background())) }

func keyOf(text string) digest { return must(textKey(context.Background(), text)) }
