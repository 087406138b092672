package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
)

// Head returns the state of the change feed.
func (s *Store) Head(ctx context.Context) (corpus.Head, error) {
	var h corpus.Head
	err := s.db.QueryRowContext(ctx, `SELECT epoch, seq, horizon, purge FROM head`).Scan(&h.Epoch, &h.Seq, &h.Horizon, &h.Purge)
	return h, s.describe("read the change feed's head", err)
}

// Changes returns at most limit changes that follow the position after, in the
// order of the feed. An article that changed more than once appears once, in
// its current state and at its newest position. If its text is damaged, it
// appears as removed, and the reason is logged.
//
// The feed has gaps, because other writes take positions too. If Changes
// returns fewer than limit changes, the feed has been read at least up to the
// last Head.
func (s *Store) Changes(ctx context.Context, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return s.ChangesOf(ctx, corpus.Guilds{}, after, limit)
}

// ChangesOf is Changes for the shared corpus and the given guilds.
func (s *Store) ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return s.changes(ctx, guildCondition(guilds), after, limit)
}

// GuildChanges is Changes for the guild's own articles.
func (s *Store) GuildChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return s.changes(ctx, `guild = $3`, after, limit, guild)
}

// CorrectedChanges is Changes for the shared articles that the guild has
// corrected.
func (s *Store) CorrectedChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return s.changes(ctx, `guild = '' AND id IN (SELECT article FROM corrections
		WHERE corrections.guild = $3 AND article_guild = '' AND undone_at IS NULL)`, after, limit, guild)
}

// ArticleChange returns the current state of an article. The error is
// corpus.ErrNoArticle if there is no such article.
func (s *Store) ArticleChange(ctx context.Context, ref corpus.ArticleRef) (corpus.Change, error) {
	changes, err := s.changes(ctx, `guild = $3 AND id = $4 AND removed_at IS NULL`, 0, 1, ref.Guild, ref.Article)
	if err == nil && len(changes) == 0 {
		err = fmt.Errorf("%w: %q", corpus.ErrNoArticle, ref.Article)
	}
	if err != nil {
		return corpus.Change{}, err
	}
	return changes[0], nil
}

// ArticleRefs returns at most limit articles of all guilds that follow the
// position after, in the order of the feed. upTo is the position of the last
// one, or after.
func (s *Store) ArticleRefs(ctx context.Context, after corpus.Seq, limit int) (refs []corpus.ArticleRef, upTo corpus.Seq, err error) {
	type row struct {
		corpus.ArticleRef
		seq corpus.Seq
	}
	rows, err := collect(ctx, s.db, func(r *row) []any { return []any{&r.Guild, &r.Article, &r.seq} },
		`SELECT guild, id, seq FROM articles WHERE removed_at IS NULL AND seq > $1 ORDER BY seq LIMIT $2`, after, limit)
	for _, r := range rows {
		refs, upTo = append(refs, r.ArticleRef), r.seq
	}
	return refs, max(after, upTo), s.describe("list articles", err)
}

// Corpora returns the guilds of the set, sorted, that have articles of their
// own, tombstones of such articles, or corrections of shared articles.
func (s *Store) Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error) {
	guilds, err := collect(ctx, s.db, guildTarget, `SELECT guild FROM (SELECT DISTINCT guild FROM articles
		UNION SELECT guild FROM corrections WHERE article_guild = '' AND undone_at IS NULL) AS owners
		WHERE guild <> '' AND `+guildCondition(of))
	slices.Sort(guilds)
	return guilds, s.describe("list guilds with a corpus of their own", err)
}

// guildCondition returns an SQL condition that the column "guild" is Shared or
// one of the guilds. It agrees with Guilds.Has.
func guildCondition(guilds corpus.Guilds) string {
	if guilds.Of == 0 {
		return `TRUE`
	}
	shard := `FALSE`
	if len(guilds.IDs) > 0 {
		ids := strings.Trim(strings.ReplaceAll(fmt.Sprint(guilds.IDs), " ", ", "), "[]")
		shard = fmt.Sprintf(`CAST(guild AS BIGINT) / %d %% %d IN (%s)`, corpus.FirstGuild, guilds.Of, ids)
	}
	return fmt.Sprintf(`CASE WHEN guild = '' THEN TRUE WHEN CAST(guild AS BIGINT) < %d THEN TRUE ELSE %s END`, corpus.FirstGuild, shard)
}

// changes is Changes for the articles that match the condition. Its arguments
// begin at $3.
func (s *Store) changes(ctx context.Context, condition string, after corpus.Seq, limit int, args ...any) (changes []corpus.Change, err error) {
	err = s.read(ctx, "read the change feed", func(tx *sql.Tx) error {
		changes, err = collect(ctx, tx, func(c *corpus.Change) []any {
			return append([]any{&c.Seq, &c.Removed, timeTarget{&c.Changed}, &c.Article.Text,
				checksumTarget{&c.Article.Text, &c.Damaged}}, citationTargets(&c.Article)...)
		}, `SELECT seq, removed_at IS NOT NULL, changed_at, CASE WHEN removed_at IS NULL THEN body ELSE '' END,
				CASE WHEN removed_at IS NULL THEN checksum END, `+citation+`
			FROM articles WHERE seq > $1 AND `+condition+` ORDER BY seq LIMIT $2`, append([]any{after, limit}, args...)...)
		if err != nil || len(changes) == 0 {
			return err
		}
		return s.complete(ctx, tx, changes, condition, args)
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// complete adds older versions and corrections to the changes, which match the
// condition.
func (s *Store) complete(ctx context.Context, tx *sql.Tx, changes []corpus.Change, condition string, args []any) error {
	type key struct {
		guild corpus.GuildID
		id    corpus.ArticleID
	}
	current := map[key]*corpus.Change{}
	for i := range changes {
		c := &changes[i]
		if c.Damaged {
			s.log.ErrorContext(ctx, "article left out: its stored text is damaged",
				"guild", c.Article.Guild, "article", c.Article.ID, "do", damagedRemedy)
		}
		if c.Removed || c.Damaged {
			*c = corpus.Change{Seq: c.Seq, Removed: true, Damaged: c.Damaged, Article: corpus.Article{Guild: c.Article.Guild, ID: c.Article.ID}}
			continue
		}
		current[key{c.Article.Guild, c.Article.ID}] = c
	}
	changed := `(SELECT guild AS g, id AS i FROM articles
		WHERE seq BETWEEN $1 AND $2 AND removed_at IS NULL AND ` + condition + `) AS changed`
	args = append([]any{changes[0].Seq, changes[len(changes)-1].Seq}, args...)
	versions, err := collect(ctx, tx, versionTargets, `SELECT `+versionColumns+`
		FROM `+changed+` JOIN versions ON versions.guild = g AND versions.id = i ORDER BY number`, args...)
	if err != nil {
		return err
	}
	for _, v := range s.undamaged(ctx, versions) {
		if c := current[key{v.Article.Guild, v.Article.ID}]; c != nil {
			c.Versions = append(c.Versions, v)
		}
	}
	if err := addWaiting(ctx, tx, changed, args, func(guild corpus.GuildID, id corpus.ArticleID, since time.Time) {
		if c := current[key{guild, id}]; c != nil {
			c.PageChanged = since
		}
	}); err != nil {
		return err
	}
	corrections, err := collect(ctx, tx, correctionTargets, `SELECT `+correctionColumns+`
		FROM `+changed+` JOIN corrections ON article_guild = g AND article = i
		WHERE undone_at IS NULL ORDER BY made_seq`, args...)
	for _, correction := range corrections {
		if c := current[key{correction.ArticleGuild, correction.Article}]; c != nil {
			c.Corrections = append(c.Corrections, correction)
		}
	}
	return err
}

// Wait returns when the feed has passed the position after. It returns at once
// if it has already, or when this process writes. If another process writes, it
// returns within 200 ms with SQLite, and with PostgreSQL when the server
// announces it, or after at most 2 s. If ctx ends first, it returns the
// context's error.
func (s *Store) Wait(ctx context.Context, after corpus.Seq) error {
	err := s.wait(ctx, after)
	if ctx.Err() != nil {
		return fmt.Errorf("wait for changes: %w", ctx.Err())
	}
	return s.describe("wait for changes", err)
}

func (s *Store) wait(ctx context.Context, after corpus.Seq) (err error) {
	w, err := s.database.Watch(ctx, s.db, s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for {
		// A write after these two lines ends the wait below.
		news := s.announced()
		if err := w.Mark(ctx); err != nil {
			return err
		}
		head, err := s.Head(ctx)
		if err != nil || head.Seq > after {
			return err
		}
		if err := w.Wait(ctx, news); err != nil {
			return err
		}
	}
}

// announced returns a channel that the next commit of this process closes.
func (s *Store) announced() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.news
}

func (s *Store) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
}
