// Package speaker finds the speakers of reports: it lists the mentions of people
// and bodies, groups the mentions of the same entity, and chooses a mention for
// each report, with the probability that the choice is right.
package speaker

import (
	"context"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// Speakers returns the attribution of each draft, with evidence if explain is set.
// An error is the context's.
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
