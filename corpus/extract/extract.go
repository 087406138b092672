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

// assemble makes the statements that are handed out, with the ids that are given.
func (d *document) assemble(ids []corpus.StatementID, drafts []draft, who []attribution, explain bool) []corpus.Statement {
	out := make([]corpus.Statement, len(d.statements))
	for i, s := range d.statements {
		text := d.text[s.start:s.end]
		out[i] = corpus.Statement{
			ID: ids[i], Span: corpus.Span{Start: int(s.start), End: int(s.end)}, Text: text,
			Kind: corpus.Narrated, Reports: []corpus.Report{},
		}
	}
	for i := range drafts {
		r := d.report(&drafts[i])
		if k := drafts[i].continues; k >= 0 {
			r.Continues = out[drafts[k].statement].ID
		}
		r.Speaker, r.Probability = who[i].speaker, who[i].probability
		if explain {
			r.Evidence = who[i].evidence
		}
		s := &out[drafts[i].statement]
		switch {
		case len(s.Reports) == 0:
			s.Kind = r.Kind
		case s.Kind != r.Kind:
			s.Kind = corpus.Mixed
		}
		s.Reports = append(s.Reports, r)
	}
	return out
}

func (d *document) report(r *draft) corpus.Report {
	out := corpus.Report{Kind: r.kind, Class: r.class, Quotes: r.quotes, Content: r.content}
	if out.Quotes == nil {
		out.Quotes = []corpus.Span{}
	}
	if !r.cue.empty() {
		span := d.span(r.cue)
		out.Cue = &corpus.Cue{Span: span, Text: span.In(d.text)}
	}
	return out
}
