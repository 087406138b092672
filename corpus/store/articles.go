package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
)

// citation lists the columns of an article except its body.
const citation = `guild, id, title, publisher, author, url, published, fetched, language, origin, source`

// citationTargets returns the scan targets for the columns of citation.
func citationTargets(a *corpus.Article) []any {
	return []any{&a.Guild, &a.ID, &a.Title, &a.Publisher, &a.Author, &a.URL, &a.Published, &a.Fetched, &a.Language,
		&a.Origin, &a.Source}
}

// citationValues returns the values for the columns of citation.
func citationValues(a corpus.Article) []any {
	return []any{a.Guild, a.ID, a.Title, a.Publisher, a.Author, a.URL, a.Published, a.Fetched, a.Language,
		a.Origin, a.Source}
}

// ArticleInfo describes an article without its text.
type ArticleInfo struct {
	corpus.Article     // Text is empty
	Bytes          int // length of the text
	Versions       int // versions kept, including the current one
}

// Articles lists the guild's own articles, sorted by id. If guild is Shared, it
// lists the shared corpus.
func (s *Store) Articles(ctx context.Context, guild corpus.GuildID) ([]ArticleInfo, error) {
	list, err := collect(ctx, s.db, func(l *ArticleInfo) []any {
		return append([]any{&l.Bytes, &l.Versions}, citationTargets(&l.Article)...)
	}, `SELECT octet_length(body),
			1 + (SELECT count(*) FROM versions WHERE versions.guild = articles.guild AND versions.id = articles.id), `+citation+`
		FROM articles WHERE guild = $1 AND removed_at IS NULL`, guild)
	if err != nil {
		return nil, s.describe("list articles", err)
	}
	slices.SortFunc(list, func(a, b ArticleInfo) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list, nil
}

// Count returns how many articles the guild owns, by origin. If guild is
// Shared, it counts the shared corpus. It reads no texts and no citations.
func (s *Store) Count(ctx context.Context, guild corpus.GuildID) (map[corpus.Origin]int, error) {
	type count struct {
		origin corpus.Origin
		n      int
	}
	list, err := collect(ctx, s.db, func(c *count) []any { return []any{&c.origin, &c.n} },
		`SELECT origin, count(*) FROM articles WHERE guild = $1 AND removed_at IS NULL GROUP BY origin`, guild)
	if err != nil {
		return nil, s.describe("count articles", err)
	}
	counts := make(map[corpus.Origin]int, len(list))
	for _, c := range list {
		counts[c.origin] = c.n
	}
	return counts, nil
}

// Article returns the guild's own article with this id, or false if there is no
// such article. If the stored text is damaged, the error is corpus.ErrDamaged
// and the article holds the text as it was read.
func (s *Store) Article(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Article, bool, error) {
	var a corpus.Article
	var damaged bool
	err := s.db.QueryRowContext(ctx,
		`SELECT body, checksum, `+citation+` FROM articles WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id).
		Scan(append([]any{&a.Text, checksumTarget{&a.Text, &damaged}}, citationTargets(&a)...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return corpus.Article{}, false, nil
	}
	if err != nil {
		return corpus.Article{}, false, s.describe(fmt.Sprintf("read article %q", id), err)
	}
	if damaged {
		return a, true, errDamaged(guild, id)
	}
	return a, true, nil
}

// Counts says how many articles were new, changed or unchanged.
type Counts struct {
	New, Changed, Unchanged int
}

// Put stores the articles in one transaction. It stores all of them or, on an
// error, no article. An article that is already stored with the same text and
// citation is left as it is and takes no position in the feed, even if it was
// fetched again.
func (s *Store) Put(ctx context.Context, articles ...corpus.Article) (Counts, error) {
	return s.PutAll(ctx, func(yield func(corpus.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	})
}

// PutAll is Put for more articles than fit in memory. If the sequence yields an
// error, or an article is not valid, no article is stored and the error is
// returned.
func (s *Store) PutAll(ctx context.Context, articles iter.Seq2[corpus.Article, error]) (Counts, error) {
	var counts Counts
	kept := map[corpus.GuildID]int{} // how many versions each guild keeps
	err := s.Update(ctx, "put articles", func(tx *Tx) error {
		for a, err := range articles {
			if err != nil {
				return err
			}
			keep, ok := kept[a.Guild]
			if !ok {
				settings, err := tx.settings(ctx, a.Guild)
				if err != nil {
					return err
				}
				keep = settings.KeptVersions()
				kept[a.Guild] = keep
			}
			outcome, err := tx.PutArticle(ctx, a, keep)
			if err != nil {
				return err
			}
			counts.add(outcome)
		}
		return nil
	})
	if err != nil {
		return Counts{}, err
	}
	return counts, nil
}

func (c *Counts) add(outcome PutOutcome) {
	switch outcome {
	case New:
		c.New++
	case Changed:
		c.Changed++
	default:
		c.Unchanged++
	}
}

// Remove removes the article from the corpus, and reports whether it was there.
// Its text is kept until Sweep clears it.
func (s *Store) Remove(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (removed bool, err error) {
	err = s.Update(ctx, fmt.Sprintf("remove article %q", id), func(tx *Tx) error {
		removed, err = tx.RemoveArticle(ctx, guild, id)
		return err
	})
	return removed && err == nil, err
}

// RemoveArticle removes the article from the corpus, and reports whether it was
// there. It can be restored for a week.
func (tx *Tx) RemoveArticle(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.stampArticles(ctx, `, removed_at = $1`, `guild = $2 AND id = $3 AND removed_at IS NULL`,
		time.Now().Unix(), guild, id)
	return n > 0, err
}

// RestoreArticle brings a removed article back. It returns false if the article
// was not removed, or if its text has already been cleared.
func (tx *Tx) RestoreArticle(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.stampArticles(ctx, `, removed_at = NULL, removed_with = ''`,
		`guild = $1 AND id = $2 AND removed_at IS NOT NULL AND version > 0`, guild, id)
	return n > 0, err
}

// Usage returns how many articles the guild owns. Removed articles do not
// count.
func (tx *Tx) Usage(ctx context.Context, guild corpus.GuildID) (int, error) {
	return tx.count(ctx, `SELECT count(*) FROM articles WHERE guild = $1 AND removed_at IS NULL`, guild)
}

// SourceUsage returns how many articles belong to the source. Removed articles
// do not count.
func (tx *Tx) SourceUsage(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (int, error) {
	return tx.count(ctx, `SELECT count(*) FROM articles WHERE guild = $1 AND source = $2 AND removed_at IS NULL`, guild, id)
}
