// Package speaker finds out to whom reports are attributed: it looks for mentions of
// people and bodies, gathers those that mean the same, and chooses one for each
// report, with the probability that it is right.
package speaker

import (
	"context"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// Speakers is who each draft is attributed to; why is filled in on request.
func Speakers(ctx context.Context, d *document.Document, drafts []report.Draft, explain bool) ([]Attribution, error) {
	out := make([]Attribution, len(drafts))
	if d.Foreign || len(drafts) == 0 {
		return out, nil
	}
	c, err := NewResolver(ctx, d, drafts, model.EmbeddedSpeakers())
	if err != nil {
		return nil, err
	}
	for n := range drafts {
		if err := document.Ended(ctx, n); err != nil {
			return nil, err
		}
		Decide(c, n)
		out[n] = attribute(c, n, explain)
	}
	return out, nil
}
