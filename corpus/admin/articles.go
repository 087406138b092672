package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// articleService lists and removes articles, and reads articles for other
// services.
type articleService struct {
	store *store.Store
	slots extractionSlots

	noBuiltin bool // leave out the built-in article
}

// RemoveArticle removes one of the guild's own articles, and reports whether it
// was there. Its source does not bring it back. The built-in article cannot be
// removed; a guild can leave it out in its settings.
func (d *articleService) RemoveArticle(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (bool, error) {
	if err := checkOwner(by, guild); err != nil {
		return false, err
	}
	var removed bool
	err := d.store.Update(ctx, "remove an article", func(tx *store.Tx) error {
		a, ok, err := d.store.Article(ctx, guild, article)
		if err != nil || !ok {
			return err
		}
		if a.Origin == corpus.OriginBuiltin {
			return errors.New("the built-in article cannot be removed: a guild's settings leave it out")
		}
		if removed, err = tx.RemoveArticle(ctx, guild, article); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionRemove, Subject: string(article), Detail: "an article",
		})
	})
	return removed && err == nil, err
}

// canRead reports whether a guild's settings include shared articles of this
// origin.
func (d *articleService) canRead(s corpus.Settings, origin corpus.Origin) bool {
	if origin == corpus.OriginBuiltin {
		return !s.NoBuiltin && !d.noBuiltin
	}
	return !s.NoShared
}

// ownArticles lists the guild's own articles. If guild is Shared, it lists the
// shared corpus.
func (d *articleService) ownArticles(ctx context.Context, guild corpus.GuildID) ([]store.ArticleInfo, error) {
	list, err := d.store.Articles(ctx, guild)
	return slices.DeleteFunc(list, func(l store.ArticleInfo) bool { return d.noBuiltin && l.Origin == corpus.OriginBuiltin }), err
}

// Size returns how many articles the guild reads: its own and the shared ones
// in its settings.
func (d *articleService) Size(ctx context.Context, guild corpus.GuildID) (articles int, err error) {
	var settings corpus.Settings
	if guild != corpus.Shared {
		own, err := d.store.Count(ctx, guild)
		if err != nil {
			return 0, err
		}
		for _, n := range own {
			articles += n
		}
		if settings, err = d.store.Settings(ctx, guild); err != nil {
			return 0, err
		}
	}
	shared, err := d.store.Count(ctx, corpus.Shared)
	if err != nil {
		return 0, err
	}
	for origin, n := range shared {
		if d.canRead(settings, origin) {
			articles += n
		}
	}
	return articles, nil
}

// sharedArticles lists the shared articles that the guild reads.
func (d *articleService) sharedArticles(ctx context.Context, guild corpus.GuildID) ([]store.ArticleInfo, error) {
	settings, err := d.store.Settings(ctx, guild)
	if err != nil {
		return nil, err
	}
	list, err := d.store.Articles(ctx, corpus.Shared)
	return slices.DeleteFunc(list, func(l store.ArticleInfo) bool { return !d.canRead(settings, l.Origin) }), err
}

// Articles lists at most limit articles that the guild reads, without their
// texts. First come those whose title or id begins with prefix, ignoring case,
// and then those that contain it. The guild's own articles come before shared
// ones.
func (d *articleService) Articles(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error) {
	list, err := d.store.Articles(ctx, guild)
	if err != nil {
		return nil, err
	}
	if guild != corpus.Shared {
		shared, err := d.sharedArticles(ctx, guild)
		if err != nil {
			return nil, err
		}
		list = append(list, shared...)
	}
	type match struct {
		corpus.Article
		rank int
	}
	var matches []match
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	for _, l := range list {
		rank := min(rankOf(l.Title, prefix), rankOf(string(l.ID), prefix))
		if rank < noMatch {
			matches = append(matches, match{l.Article, rank})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.Guild, a.Guild), strings.Compare(a.Title, b.Title))
	})
	var out []corpus.Article
	for _, m := range matches[:min(len(matches), max(limit, 0))] {
		out = append(out, m.Article)
	}
	return out, nil
}

const noMatch = 2

// rankOf returns 0 if text begins with prefix, 1 if it contains it, and
// otherwise noMatch.
func rankOf(text, prefix string) int {
	switch i := strings.Index(strings.ToLower(text), prefix); {
	case i == 0:
		return 0
	case i > 0:
		return 1
	}
	return noMatch
}

// History returns an article and the changes of each stored version, newest
// first. The oldest version has no edits. If the guild has no article of its
// own with this id, History looks for a shared one that the guild reads. The
// error is corpus.ErrNoArticle if there is none.
func (d *articleService) History(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Article, []corpus.Revision, error) {
	ref := corpus.ArticleRef{Guild: guild, Article: article}
	versions, err := d.listVersions(ctx, guild, ref)
	if guild != corpus.Shared && errors.Is(err, corpus.ErrNoArticle) {
		ref.Guild = corpus.Shared
		versions, err = d.listVersions(ctx, guild, ref)
	}
	if err != nil {
		return corpus.Article{}, nil, err
	}
	revisions, err := d.revisions(ctx, ref, versions)
	return versions[len(versions)-1].Article, revisions, err
}

// revisions returns the changes of each version of an article, newest first.
func (d *articleService) revisions(ctx context.Context, ref corpus.ArticleRef, versions []store.VersionInfo) ([]corpus.Revision, error) {
	bytes := 0
	for _, v := range versions {
		bytes += v.Bytes
	}
	release, err := d.slots.acquire(ctx, bytes)
	if err != nil {
		return nil, err
	}
	defer release()
	revisions := make([]corpus.Revision, 0, len(versions))
	var before []corpus.Statement
	for _, listed := range versions {
		v, ok, err := d.store.Version(ctx, ref.Guild, ref.Article, listed.Number)
		if errors.Is(err, corpus.ErrDamaged) || err == nil && !ok { // or dropped in the meantime
			continue
		}
		if err != nil {
			return nil, err
		}
		after, err := extract.Outline(ctx, v.Article)
		if err != nil {
			return nil, err
		}
		r := corpus.Revision{Version: listed.Version}
		if len(revisions) > 0 {
			if r.Edits, err = revise.Compare(ctx, before, after); err != nil {
				return nil, err
			}
		}
		revisions, before = append(revisions, r), after
	}
	slices.Reverse(revisions)
	return revisions, nil
}

// listVersions lists the versions of an article that the guild may read,
// without their texts; the current one is last. There is at least one.
func (d *articleService) listVersions(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) ([]store.VersionInfo, error) {
	missing := fmt.Errorf("article %q: %w", ref.Article, corpus.ErrNoArticle)
	if ref.Guild != guild && ref.Guild != corpus.Shared {
		return nil, missing
	}
	versions, err := d.store.ListVersions(ctx, ref.Guild, ref.Article)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 {
		return nil, missing
	}
	ok, err := d.mayRead(ctx, guild, versions[len(versions)-1].Article)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing
	}
	return versions, nil
}

// article returns an article that the guild may read: its own or a shared one.
func (d *articleService) article(ctx context.Context, guild, articleGuild corpus.GuildID, id corpus.ArticleID) (corpus.Article, error) {
	missing := fmt.Errorf("article %q: %w", id, corpus.ErrNoArticle)
	if articleGuild != guild && articleGuild != corpus.Shared {
		return corpus.Article{}, missing
	}
	a, ok, err := d.store.Article(ctx, articleGuild, id)
	if err == nil && ok {
		ok, err = d.mayRead(ctx, guild, a)
	}
	if err != nil {
		return corpus.Article{}, err
	}
	if !ok {
		return corpus.Article{}, missing
	}
	return a, nil
}

// mayRead reports whether the guild may read an article that is its own or
// shared.
func (d *articleService) mayRead(ctx context.Context, guild corpus.GuildID, a corpus.Article) (bool, error) {
	if a.Guild == guild {
		return true, nil
	}
	settings, err := d.store.Settings(ctx, guild)
	return err == nil && d.canRead(settings, a.Origin), err
}

// read runs work on an article that the guild may read, when there is a slot
// for it.
func (d *articleService) read(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, work func(corpus.Article) error) (corpus.Article, error) {
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

// maxTries is how often an action is tried if the article keeps changing.
const maxTries = 10

// updateUnchanged runs work on an article that the guild may read, and then do
// in a transaction in which the article is unchanged. Since others wait for
// transactions, work should do the extraction. If the article changes in
// between, both run again.
func (d *articleService) updateUnchanged(ctx context.Context, what string, guild corpus.GuildID, ref corpus.ArticleRef, work func(corpus.Article) error, do func(*store.Tx, corpus.Article) error) error {
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
