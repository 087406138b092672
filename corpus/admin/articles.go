package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// RemoveArticle takes one of the guild's own articles out and reports whether
// it stood there. Its source does not bring it back. The built-in article is
// left out by a guild's settings instead.
func (d *Service) RemoveArticle(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (bool, error) {
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

// canRead reports whether the settings of a guild let it read a shared article.
func (d *Service) canRead(s corpus.Settings, origin corpus.Origin) bool {
	if origin == corpus.OriginBuiltin {
		return !s.NoBuiltin && !d.noBuiltin
	}
	return !s.NoShared
}

// ownArticles lists the guild's own articles; those of Shared are all that is shared.
func (d *Service) ownArticles(ctx context.Context, guild corpus.GuildID) ([]store.ArticleInfo, error) {
	list, err := d.store.Articles(ctx, guild)
	return slices.DeleteFunc(list, func(l store.ArticleInfo) bool { return d.noBuiltin && l.Origin == corpus.OriginBuiltin }), err
}

// Size is how many articles the guild reads: its own, and the shared ones that
// are not left out.
func (d *Service) Size(ctx context.Context, guild corpus.GuildID) (articles int, err error) {
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
func (d *Service) sharedArticles(ctx context.Context, guild corpus.GuildID) ([]store.ArticleInfo, error) {
	settings, err := d.store.Settings(ctx, guild)
	if err != nil {
		return nil, err
	}
	list, err := d.store.Articles(ctx, corpus.Shared)
	return slices.DeleteFunc(list, func(l store.ArticleInfo) bool { return !d.canRead(settings, l.Origin) }), err
}

// Articles lists, without their texts, at most limit articles that the guild
// reads, its own first, whose title or id begins with prefix, in whatever case;
// then those that hold it elsewhere.
func (d *Service) Articles(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error) {
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

// rankOf is 0 where text begins with prefix, 1 where it holds it, else noMatch.
func rankOf(text, prefix string) int {
	switch i := strings.Index(strings.ToLower(text), prefix); {
	case i == 0:
		return 0
	case i > 0:
		return 1
	}
	return noMatch
}

// History is an article as it stands, and what each kept version of it changed
// in the one before, the newest first; the oldest has no edits. It is the
// guild's own article of that id, else the shared one that the guild reads;
// corpus.ErrNoArticle says that there is none.
func (d *Service) History(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Article, []corpus.Revision, error) {
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

// revisions are what each version of an article changed in the one before it, the
// newest first.
func (d *Service) revisions(ctx context.Context, ref corpus.ArticleRef, versions []store.VersionInfo) ([]corpus.Revision, error) {
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
		if errors.Is(err, corpus.ErrDamaged) || err == nil && !ok { // or it was dropped meanwhile
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

// listVersions are those of an article that the guild may read, without their
// texts, one at least, the present one last.
func (d *Service) listVersions(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) ([]store.VersionInfo, error) {
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

// article is one that the guild may read: its own, or a shared one.
func (d *Service) article(ctx context.Context, guild, articleGuild corpus.GuildID, id corpus.ArticleID) (corpus.Article, error) {
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

// mayRead reports whether a guild reads an article that is its own or shared.
func (d *Service) mayRead(ctx context.Context, guild corpus.GuildID, a corpus.Article) (bool, error) {
	if a.Guild == guild {
		return true, nil
	}
	settings, err := d.store.Settings(ctx, guild)
	return err == nil && d.canRead(settings, a.Origin), err
}

// latestRuns is how many refreshes a status names.
const latestRuns = 10

// Status is how the guild's corpus stands.
func (d *Service) Status(ctx context.Context, guild corpus.GuildID) (corpus.Status, error) {
	var s corpus.Status
	var err error
	if s.Articles, s.Statements, err = d.count(ctx, guild); err != nil {
		return s, err
	}
	if guild != corpus.Shared {
		shared, err := d.sharedArticles(ctx, guild)
		if err != nil {
			return s, err
		}
		s.Shared = len(shared)
	}
	if s.Sources, err = d.store.Sources(ctx, guild); err != nil {
		return s, err
	}
	for _, source := range s.Sources {
		s.Waiting += source.Waiting
	}
	held, err := d.store.HeldLeases(ctx)
	if err != nil {
		return s, err
	}
	open, err := d.store.OpenRuns(ctx, guild)
	if err != nil {
		return s, err
	}
	for _, source := range s.Sources {
		// Between its turns a source is being read, too.
		if _, goesOn := open[source.ID]; held[store.SourceLease(source.ID)] || goesOn && source.RemovedAt.IsZero() {
			s.Running = append(s.Running, source.Source)
		}
	}
	if s.Runs, err = d.store.Runs(ctx, guild, "", latestRuns); err != nil {
		return s, err
	}
	flags, err := d.store.Flags(ctx, guild)
	if err != nil {
		return s, err
	}
	s.Flags = len(flags)
	corrections, err := d.Corrections(ctx, guild)
	for _, c := range corrections {
		if c.UndoneAt.IsZero() && !c.Applies {
			s.Lapsed++
		}
	}
	return s, err
}

// counts keeps how many statements a guild's articles have, as long as they do
// not change: to count them all of the texts have to be read.
type counts struct {
	mu sync.Mutex
	of map[corpus.GuildID]map[textKey]int
}

// textKey tells whether a text can be another one than before.
type textKey struct {
	id             corpus.ArticleID
	fetched        corpus.Date
	bytes, version int
}

func (c *counts) get(guild corpus.GuildID) map[textKey]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of[guild]
}

// set takes a map over that nobody changes any more.
func (c *counts) set(guild corpus.GuildID, of map[textKey]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[corpus.GuildID]map[textKey]int{}
	}
	c.of[guild] = of
}

// countIn is how many statements an article has.
func (d *Service) countIn(ctx context.Context, guild corpus.GuildID, l store.ArticleInfo) (int, error) {
	release, err := d.slots.acquire(ctx, l.Bytes)
	if err != nil {
		return 0, err
	}
	defer release()
	a, _, err := d.store.Article(ctx, guild, l.ID)
	if errors.Is(err, corpus.ErrDamaged) {
		return 0, nil // it answers nothing
	}
	if err != nil {
		return 0, err
	}
	return revise.Count(ctx, a.Text)
}

// count is how many articles and statements the guild has of its own.
func (d *Service) count(ctx context.Context, guild corpus.GuildID) (articles, statements int, err error) {
	list, err := d.ownArticles(ctx, guild)
	if err != nil {
		return 0, 0, err
	}
	before, after := d.counts.get(guild), make(map[textKey]int, len(list))
	for _, l := range list {
		key := textKey{l.ID, l.Fetched, l.Bytes, l.Versions}
		n, ok := before[key]
		if !ok {
			if n, err = d.countIn(ctx, guild, l); err != nil {
				return 0, 0, err
			}
		}
		after[key] = n
		statements += n
	}
	d.counts.set(guild, after)
	return len(list), statements, nil
}
