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

// citation lists an article's columns but its body.
const citation = `guild, id, title, publisher, author, url, published, fetched, language, origin, source`

// citationTargets are where the columns of citation go.
func citationTargets(a *corpus.Article) []any {
	return []any{&a.Guild, &a.ID, &a.Title, &a.Publisher, &a.Author, &a.URL, &a.Published, &a.Fetched, &a.Language,
		&a.Origin, &a.Source}
}

// citationValues are what goes into the columns of citation.
func citationValues(a corpus.Article) []any {
	return []any{a.Guild, a.ID, a.Title, a.Publisher, a.Author, a.URL, a.Published, a.Fetched, a.Language,
		a.Origin, a.Source}
}

// ArticleInfo is an article of a list, which leaves the texts out.
type ArticleInfo struct {
	corpus.Article     // Text is empty
	Bytes          int // length of the text
	Versions       int // that are kept, the present one among them
}

// Articles lists the guild's own articles by id; those of Shared are the
// shared corpus.
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

// Count is how many articles the guild has of its own, by origin; those of
// Shared are the shared corpus. It reads no text and no citation.
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

// Article is the guild's own article of that id; false where it has none. The
// error is corpus.ErrDamaged, and the text what there is, where that is not what
// was stored.
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

// Counts says what became of the articles that were put.
type Counts struct {
	New, Changed, Unchanged int
}

// Put keeps the articles in one transaction: all of them or, on error, none.
// An article that stands there already in the same words, with the same
// citation, is left alone and raises nothing, whenever it was fetched.
func (s *Store) Put(ctx context.Context, articles ...corpus.Article) (Counts, error) {
	return s.PutAll(ctx, func(yield func(corpus.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	})
}

// PutAll is Put for more articles than should be held in memory. An error that
// the sequence yields ends it, nothing is kept, and the error is returned; so
// does an article that is not valid.
func (s *Store) PutAll(ctx context.Context, articles iter.Seq2[corpus.Article, error]) (Counts, error) {
	var counts Counts
	kept := map[corpus.GuildID]int{} // versions
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

// Remove takes the article out of the corpus and reports whether it stood
// there. Its text is kept until old removals are swept away.
func (s *Store) Remove(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (removed bool, err error) {
	err = s.Update(ctx, fmt.Sprintf("remove article %q", id), func(tx *Tx) error {
		removed, err = tx.RemoveArticle(ctx, guild, id)
		return err
	})
	return removed && err == nil, err
}

// RemoveArticle takes the article out of the corpus and reports whether it
// stood there. It can be restored for a week.
func (tx *Tx) RemoveArticle(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.stampArticles(ctx, `, removed_at = $1`, `guild = $2 AND id = $3 AND removed_at IS NULL`,
		time.Now().Unix(), guild, id)
	return n > 0, err
}

// RestoreArticle brings an article back that was removed, and reports whether
// it could be: false where it stands, or its text is gone.
func (tx *Tx) RestoreArticle(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.stampArticles(ctx, `, removed_at = NULL, removed_with = ''`,
		`guild = $1 AND id = $2 AND removed_at IS NOT NULL AND version > 0`, guild, id)
	return n > 0, err
}

// Usage is how many articles of the guild's own stand.
func (tx *Tx) Usage(ctx context.Context, guild corpus.GuildID) (int, error) {
	return tx.count(ctx, `SELECT count(*) FROM articles WHERE guild = $1 AND removed_at IS NULL`, guild)
}

// SourceUsage is how many articles of the source stand.
func (tx *Tx) SourceUsage(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (int, error) {
	return tx.count(ctx, `SELECT count(*) FROM articles WHERE guild = $1 AND source = $2 AND removed_at IS NULL`, guild, id)
}
