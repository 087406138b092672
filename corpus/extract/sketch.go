package extract

import (
	"context"
	"slices"
	"verbatim/corpus"
)

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

// Outline is Statements without what is reported in them: their ids, places and
// texts alone, which take a fraction of the time and of the memory.
func Outline(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	var all []corpus.Statement
	ids := newIdentifier(a.ID)
	for d, err := range sections(ctx, a) {
		if err != nil {
			return nil, err
		}
		all = slices.Grow(all, len(d.statements))
		for i, id := range ids.all(d) {
			s := d.statements[i]
			span := corpus.Span{Start: int(s.start), End: int(s.end)}
			all = append(all, corpus.Statement{ID: id, Span: span, Text: span.In(d.text)})
		}
	}
	return all, nil
}
