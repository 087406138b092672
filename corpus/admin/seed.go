package admin

import (
	"context"
	"errors"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// Seed stores an article that ships with the program, without statements that
// were taken down. If it is already stored, Seed does not wait for writers.
func Seed(ctx context.Context, s *store.Store, a corpus.Article) error {
	taken, err := s.Takedowns(ctx)
	if err != nil {
		return err
	}
	have, ok, err := s.Article(ctx, a.Guild, a.ID)
	if err != nil && !errors.Is(err, corpus.ErrDamaged) { // a damaged article is replaced
		return err
	}
	want := a
	if want.Text, _, err = revise.Redact(ctx, a, taken); err != nil {
		return err
	}
	want.Fetched = have.Fetched
	if ok && have == want || strings.TrimSpace(want.Text) == "" {
		return nil
	}
	want.Fetched = a.Fetched
	cut := func(taken map[string]bool) (err error) {
		want.Text, _, err = revise.Redact(ctx, a, taken)
		return err
	}
	return updateRedacted(ctx, s, "store the built-in article", cut, func(tx *store.Tx) error {
		if strings.TrimSpace(want.Text) == "" {
			return nil
		}
		_, err := tx.PutArticle(ctx, want, corpus.DefaultVersions)
		return err
	})
}
