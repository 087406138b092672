// Package extract takes the text of a news article apart: into statements, the
// reports in them, and who each of these is attributed to. It is a set of pure
// functions: no I/O, no state, the same result for the same text and Version,
// in time linear in the text.
//
// Functions that look at a whole text take a context, and return its error soon
// after it ends. A text longer than 256 KiB is taken apart in sections of about
// that length: a section ends between two statements, and people are told apart
// within it alone, so that memory does not grow with the text.
//
// The models it uses were trained by the command in the train folder; their
// card stands beside them in the model folder.
package extract

import (
	"context"
	"math"

	"verbatim/corpus"
)

// Version is raised whenever the result for some text may change. Views built
// from another version's statements rebuild themselves.
const Version = 3

// Statements is the statements of an article in the order of its text. They
// cover every sentence outside headings, none twice. Any bytes are accepted;
// text beyond two gibibytes is left out.
func Statements(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	return statements(ctx, a, false)
}

// Explain is Statements with the evidence for every attribution filled in.
func Explain(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	return statements(ctx, a, true)
}

// Paragraphs is the paragraphs of a text outside its headings, in order, each
// trimmed of white space.
func Paragraphs(ctx context.Context, text string) ([]corpus.Span, error) {
	var spans []corpus.Span
	for d, err := range sections(ctx, corpus.Article{Text: text, Language: "en"}) {
		if err != nil {
			return nil, err
		}
		spans = append(spans, d.blocks()...)
	}
	return spans, nil
}

// blocks is the paragraphs outside headings.
func (d *document) blocks() []corpus.Span {
	spans := make([]corpus.Span, 0, len(d.paragraphs))
	for _, p := range d.paragraphs {
		if !p.heading {
			spans = append(spans, corpus.Span{Start: int(p.start), End: int(p.end)})
		}
	}
	return spans
}

func statements(ctx context.Context, a corpus.Article, explain bool) ([]corpus.Statement, error) {
	var all []corpus.Statement
	ids := newIdentifier(a.ID)
	for d, err := range sections(ctx, a) {
		if err != nil {
			return nil, err
		}
		out, err := d.extract(ctx, ids.all, explain)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = out
			continue
		}
		all = append(all, out...)
	}
	return all, nil
}

// extract is the statements of the document with what is reported in them, and
// their ids, for which it asks when nothing can fail any more.
func (d *document) extract(ctx context.Context, ids func(*document) []corpus.StatementID, explain bool) ([]corpus.Statement, error) {
	drafts, err := d.drafts(ctx)
	if err != nil {
		return nil, err
	}
	who, err := d.speakers(ctx, drafts, explain)
	if err != nil {
		return nil, err
	}
	return d.assemble(ids(d), drafts, who, explain), nil
}

// checkEvery is after how many steps of a long loop its context is looked at.
const checkEvery = 1024

// ended is the context's error at every checkEvery-th step.
func ended(ctx context.Context, step int) error {
	if step%checkEvery != 0 {
		return nil
	}
	return ctx.Err()
}

// clipped is a text without what offsets of 32 bits cannot reach.
func clipped(text string) string { return text[:min(len(text), math.MaxInt32)] }
