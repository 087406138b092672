package report

import (
	"context"

	"verbatim/corpus/extract/document"
)

// Drafts returns the reports of the document in text order, without their speakers.
// An error is the context's.
func Drafts(ctx context.Context, d *document.Document) ([]Draft, error) {
	if err := judgeQuotations(ctx, d); err != nil {
		return nil, err
	}
	f := &Finder{D: d, drafts: make([]Draft, 0, len(d.Statements)), cover: make([]coverage, len(d.Tokens))}
	for i := range d.Statements {
		if err := document.Ended(ctx, i); err != nil {
			return nil, err
		}
		from := len(f.drafts)
		directReport(f, i)
		if !d.Foreign {
			if err := f.reported(ctx, i); err != nil {
				return nil, err
			}
		}
		f.settle(from)
		if !d.Foreign {
			continuedBy(f, i, from)
		}
	}
	return f.drafts, nil
}
