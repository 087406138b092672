package admin

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// updateRedacted runs work with the hashes of all takedowns, and then do in a
// transaction. If there is a new takedown in between, both run again. work
// should redact the texts, because others wait for transactions.
func updateRedacted(ctx context.Context, s *store.Store, what string, work func(taken map[string]bool) error, do func(*store.Tx) error) error {
	for again := true; again; {
		taken, err := s.Takedowns(ctx)
		if err != nil {
			return err
		}
		if err := work(taken); err != nil {
			return err
		}
		err = s.Update(ctx, what, func(tx *store.Tx) error {
			// Takedowns are never undone, so the same number means the same
			// set.
			now, err := s.Takedowns(ctx)
			if again = len(now) != len(taken); err != nil || again {
				return err
			}
			return do(tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// redactCorrection returns a correction without the words of a statement that
// was taken down, and whether it had any.
func redactCorrection(c corpus.Correction, taken map[string]bool) (corpus.Correction, bool) {
	if c.Text == "" || !taken[revise.TextHash(c.Text)] {
		return c, false
	}
	c.Text, c.Content = "", ""
	return c, true
}

// redactFlag does the same for a flag, whose note may quote the statement.
func redactFlag(f corpus.Flag, taken map[string]bool) (corpus.Flag, bool) {
	if f.Text == "" || !taken[revise.TextHash(f.Text)] {
		return f, false
	}
	f.Text, f.Note = "", ""
	return f, true
}
