package index

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Meter lets m count what is left out. It is called before the index is used.
func (x *Index) Meter(m view.Meter) { x.damage.Meter = m }

// mend indexes the articles again in which something could not be read. The
// caller holds writing.
func (x *Index) mend(ctx context.Context) error {
	for _, key := range x.damage.Found() {
		at, err := x.position()
		if err != nil {
			return err
		}
		b := batch{stale: []passage.Key{key}, mends: true}
		ref, there, err := x.refOf(ctx, key)
		if err != nil {
			return err
		}
		if there && at.Has(ref.Guild) {
			change, err := x.feed.ArticleChange(ctx, ref)
			switch {
			case errors.Is(err, corpus.ErrNoArticle):
			case err != nil:
				return fmt.Errorf("read article %q again: %w", ref.Article, err)
			default:
				b.changes = []corpus.Change{change}
			}
		}
		if b.results, err = x.makeAll(ctx, b.changes, at.Has); err != nil {
			return err
		}
		if err := x.commit(b); err != nil {
			return err
		}
		x.damage.Mended(key)
		x.log.Info("indexed an article again in which something could not be read", "guild", ref.Guild, "article", ref.Article)
	}
	return nil
}

// refsRead is how many articles' names are read at once in search of one.
const refsRead = 10_000

// refOf is the article that a key stands for: by what the index holds of it,
// else by those that the store has.
func (x *Index) refOf(ctx context.Context, key passage.Key) (ref corpus.ArticleRef, there bool, err error) {
	err = x.view.Read(func(s *view.Snapshot) error {
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
		if refs, upTo, err = x.feed.ArticleRefs(ctx, after, refsRead); err != nil || len(refs) == 0 {
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

// recount counts the statements and the speakers of the view anew, after
// something was withdrawn that could not be read.
func (x *Index) recount() error {
	at, err := x.position()
	if err != nil {
		return err
	}
	speakers, statements := newDirectory(), 0
	err = x.view.Read(func(s *view.Snapshot) error {
		if statements, err = countStatements(s); err != nil {
			return err
		}
		return speakers.load(s)
	})
	if err != nil {
		return fmt.Errorf("count what the index holds: %w", err)
	}
	x.mu.Lock()
	x.speakers = speakers
	x.mu.Unlock()
	at.Statements = uint64(statements)
	return x.move(at)
}

// countStatements is how many statements the passages hold that are no copies
// and can be read.
func countStatements(s *view.Snapshot) (n int, err error) {
	var broken error
	err = s.EachTerm(view.FieldKind, "", func(term string) bool {
		l, kind, _ := view.CutScope(term)
		if kind != view.AnyKind || l.OfCopies() {
			return true
		}
		failed := s.EachPosting(view.FieldKind, term, func(number, _ uint64) {
			p, err := s.Passage(number)
			switch {
			case err == nil:
				n += len(p.Statements)
			case !passage.IsDamaged(err):
				broken = err
			}
		})
		broken = errors.Join(broken, failed)
		return broken == nil
	})
	return n, errors.Join(err, broken)
}
