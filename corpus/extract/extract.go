// Package extract takes the text of a news article apart: into statements, the
// reports in them, and who each of these is attributed to. It is a set of pure
// functions: no I/O, no state, the same result for the same text and Version,
// in time linear in the text.
//
// The models it uses were trained by the command in the train folder; their
// card stands beside them in the model folder.
package extract

import (
	"math"

	"verbatim/corpus"
)

// Version is raised whenever the result for some text may change. Views built
// from another version's statements rebuild themselves.
const Version = 2

// Statements is the statements of an article in the order of its text. They
// cover every sentence outside headings, none twice. Any bytes are accepted;
// text beyond two gibibytes is left out.
func Statements(a corpus.Article) []corpus.Statement { return statements(a, false) }

// Explain is Statements with the evidence for every attribution filled in.
func Explain(a corpus.Article) []corpus.Statement { return statements(a, true) }

// Paragraphs is the paragraphs of a text outside its headings, in order, each
// trimmed of white space.
func Paragraphs(text string) []corpus.Span {
	d := parse(corpus.Article{Text: text})
	var spans []corpus.Span
	for _, p := range d.paragraphs {
		if !p.heading {
			spans = append(spans, corpus.Span{Start: int(p.start), End: int(p.end)})
		}
	}
	return spans
}

// parse takes a text apart as far as statements.
func parse(a corpus.Article) *document { return parseWith(a, words(), reportModels()) }

func parseWith(a corpus.Article, lex *lexicon, m *models) *document {
	text := a.Text
	if len(text) > math.MaxInt32 {
		text = text[:math.MaxInt32]
	}
	d := &document{text: text, lex: lex, models: m}
	d.tokenize()
	d.markQuotations()
	d.splitSentences()
	d.joinStatements()
	d.classifyMarks()
	d.foreign = isForeign(a.Language, d)
	return d
}

func statements(a corpus.Article, explain bool) []corpus.Statement {
	d := parse(a)
	drafts := d.drafts()
	return d.assemble(a.ID, drafts, d.speakers(drafts, explain), explain)
}
