package admin

import (
	"context"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// maxTries is how often an article is looked at again that changes meanwhile.
const maxTries = 10

// updateUnchanged runs work on an article that the guild may read, and then do in a
// transaction, in which the article stands as work saw it. Others wait for a
// transaction, so what takes an article apart is work's: where the article has
// changed meanwhile, both run again.
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

// read runs work on an article that the guild may read, once there is a seat for
// it.
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

// updateRedacted runs work with the hashes of what was taken down, and then do in a
// transaction, in which nothing else is. Where something was taken down meanwhile,
// both run again. What was taken down is cut out of a text by work: others wait
// for a transaction.
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
			// Takedowns are never withdrawn: as many are the same.
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
