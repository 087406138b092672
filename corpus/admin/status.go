package admin

import (
	"context"
	"errors"
	"sync"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// latestRuns is how many refreshes a Status contains.
const latestRuns = 10

// statusService describes the state of a corpus.
type statusService struct {
	store       *store.Store
	slots       extractionSlots
	articles    *articleService
	corrections *correctionService
	counts      counts
}

// Status returns the state of the guild's corpus.
func (d *statusService) Status(ctx context.Context, guild corpus.GuildID) (corpus.Status, error) {
	var s corpus.Status
	var err error
	if s.Articles, s.Statements, err = d.count(ctx, guild); err != nil {
		return s, err
	}
	if guild != corpus.Shared {
		shared, err := d.articles.sharedArticles(ctx, guild)
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
		// A source is also being read between its turns.
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
	corrections, err := d.corrections.Corrections(ctx, guild)
	for _, c := range corrections {
		if c.UndoneAt.IsZero() && !c.Applies {
			s.Lapsed++
		}
	}
	return s, err
}

// count returns how many articles and statements the guild owns.
func (d *statusService) count(ctx context.Context, guild corpus.GuildID) (articles, statements int, err error) {
	list, err := d.articles.ownArticles(ctx, guild)
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

// countIn returns the number of statements in an article.
func (d *statusService) countIn(ctx context.Context, guild corpus.GuildID, l store.ArticleInfo) (int, error) {
	release, err := d.slots.acquire(ctx, l.Bytes)
	if err != nil {
		return 0, err
	}
	defer release()
	a, _, err := d.store.Article(ctx, guild, l.ID)
	if errors.Is(err, corpus.ErrDamaged) {
		return 0, nil // a damaged article answers no questions
	}
	if err != nil {
		return 0, err
	}
	return revise.Count(ctx, a.Text)
}

// counts caches how many statements each article has until it changes, since
// counting reads all texts.
type counts struct {
	mu sync.Mutex
	of map[corpus.GuildID]map[textKey]int
}

// textKey changes when a text may have changed.
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

// set takes ownership of the map, which must not change any more.
func (c *counts) set(guild corpus.GuildID, of map[textKey]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[corpus.GuildID]map[textKey]int{}
	}
	c.of[guild] = of
}
