package document

import (
	"context"
	"slices"

	"verbatim/corpus"
)

// ParagraphSpans are the paragraphs of a text outside its headings, in order, each
// trimmed of white space.
func ParagraphSpans(ctx context.Context, text string) ([]corpus.Span, error) {
	var spans []corpus.Span
	for d, err := range Sections(ctx, corpus.Article{Text: text, Language: "en"}) {
		if err != nil {
			return nil, err
		}
		spans = append(spans, d.Blocks()...)
	}
	return spans, nil
}

// Outline lists the statements of an article with their ids, places and texts, but
// without reports. It takes a fraction of the time and memory of finding the
// reports.
func Outline(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	var all []corpus.Statement
	ids := NewIdentifier(a.ID)
	for d, err := range Sections(ctx, a) {
		if err != nil {
			return nil, err
		}
		all = slices.Grow(all, len(d.Statements))
		for i, id := range ids.All(d) {
			s := d.Statements[i]
			span := corpus.Span{Start: int(s.Start), End: int(s.End)}
			all = append(all, corpus.Statement{ID: id, Span: span, Text: span.In(d.Text)})
		}
	}
	return all, nil
}
