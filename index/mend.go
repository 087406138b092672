package index

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// mend indexes the damaged articles again. The caller holds writing.
func mend(ctx context.Context, w *writer) error {
	for _, key := range w.damage.Found() {
		at, err := w.position()
		if err != nil {
			return err
		}
		b := batch{stale: []passage.Key{key}, mends: true}
		ref, there, err := refOf(ctx, w, key)
		if err != nil {
			return err
		}
		if there && at.Has(ref.Guild) {
			change, err := w.feed.ArticleChange(ctx, ref)
			switch {
			case errors.Is(err, corpus.ErrNoArticle):
			case err != nil:
				return fmt.Errorf("read article %q again: %w", ref.Article, err)
			default:
				b.changes = []corpus.Change{change}
			}
		}
		if b.results, err = w.makers.All(ctx, b.changes, at.Has); err != nil {
			return err
		}
		if err := w.commit(b); err != nil {
			return err
		}
		w.damage.Mended(key)
		w.log.Info("indexed an article again in which something could not be read", "guild", ref.Guild, "article", ref.Article)
	}
	return nil
}

// refsRead is how many articles are read at once when one is looked for by its key.
const refsRead = 10_000

// refOf returns the article of a key: from its citation in the index if that can be
// read, else by comparing the keys of the store's articles.
func refOf(ctx context.Context, w *writer, key passage.Key) (ref corpus.ArticleRef, there bool, err error) {
	err = w.view.Read(func(s *view.Snapshot) error {
		c, err := s.Citation(key)
		if err == nil && passage.KeyOf(c.Guild, c.Article) == key {
			ref, there = corpus.ArticleRef{Guild: c.Guild, Article: c.Article}, true
		}
		if passage.IsDamaged(err) {
			return nil
		}
		return err
	})
	for after := corpus.Seq(0); err == nil && !there; {
		var refs []corpus.ArticleRef
		var upTo corpus.Seq
		if refs, upTo, err = w.feed.ArticleRefs(ctx, after, refsRead); err != nil || len(refs) == 0 {
			break
		}
		for _, one := range refs {
			if passage.KeyOf(one.Guild, one.Article) == key {
				ref, there = one, true
			}
		}
		after = upTo
	}
	if err != nil {
		return ref, false, fmt.Errorf("find the article of a damaged passage: %w", err)
	}
	return ref, there, nil
}
