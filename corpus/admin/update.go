package admin

import (
	"context"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// maxTries is how often an action is tried if the article keeps changing.
const maxTries = 10

// updateUnchanged runs work on an article that the guild may read, and then do
// in a transaction in which the article is unchanged. Since others wait for
// transactions, work should do the extraction. If the article changes in
// between, both run again.
func (d *Service) updateUnchanged(ctx context.Context, what string, guild corpus.GuildID, ref corpus.ArticleRef, work func(corpus.Article) error, do func(*store.Tx, corpus.Article) error) error {
	for range maxTries {
		seq, err := d.store.ArticleSeq(ctx, ref.Guild, ref.Article)
		if err != nil {
			return err
		}
		a, err := d.read(ctx, guild, ref, work)
		if err != nil {
			return err
		}
		moved := false
		err = d.store.Update(ctx, what, func(tx *store.Tx) error {
			now, err := d.store.ArticleSeq(ctx, ref.Guild, ref.Article)
			if moved = now != seq; err != nil || moved {
				return err
			}
			return do(tx, a)
		})
		if err != nil || !moved {
			return err
		}
	}
	return fmt.Errorf("article %q changes all the time: %w: try again later", ref.Article, corpus.ErrBusy)
}

// read runs work on an article that the guild may read, when there is a slot
// for it.
func (d *Service) read(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, work func(corpus.Article) error) (corpus.Article, error) {
	a, err := d.article(ctx, guild, ref.Guild, ref.Article)
	if err != nil {
		return corpus.Article{}, err
	}
	release, err := d.slots.acquire(ctx, len(a.Text))
	if err != nil {
		return corpus.Article{}, err
	}
	defer release()
	return a, work(a)
}

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
