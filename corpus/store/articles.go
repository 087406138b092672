package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
)

// citation lists an article's columns but its body.
const citation = `guild, id, title, publisher, author, url, published, fetched, language, origin`

// citationTargets are where the columns of citation go.
func citationTargets(a *corpus.Article) []any {
	return []any{&a.Guild, &a.ID, &a.Title, &a.Publisher, &a.Author, &a.URL, &a.Published, &a.Fetched, &a.Language, &a.Origin}
}

// Listed is an article of a list, which leaves the texts out.
type Listed struct {
	corpus.Article     // Text is empty
	Bytes          int // length of the text
}

// Articles lists the guild's own articles by id; those of Shared are the
// shared corpus.
func (s *Store) Articles(ctx context.Context, guild corpus.GuildID) (list []Listed, err error) {
	defer func() { err = s.describe("list articles", err) }()
	rows, err := s.db.QueryContext(ctx,
		`SELECT octet_length(body), `+citation+` FROM articles WHERE guild = $1 AND removed_at IS NULL`, guild)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var l Listed
		if err := rows.Scan(append([]any{&l.Bytes}, citationTargets(&l.Article)...)...); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b Listed) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list, rows.Err()
}

// Article is the guild's own article of that id; false where it has none.
func (s *Store) Article(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Article, bool, error) {
	var a corpus.Article
	err := s.db.QueryRowContext(ctx,
		`SELECT body, `+citation+` FROM articles WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id).
		Scan(append([]any{&a.Text}, citationTargets(&a)...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return corpus.Article{}, false, nil
	}
	if err != nil {
		return corpus.Article{}, false, s.describe(fmt.Sprintf("read article %q", id), err)
	}
	return a, true, nil
}

// putter puts valid articles in one transaction.
type putter struct {
	tx             *transaction
	stands, upsert *sql.Stmt
}

func newPutter(ctx context.Context, tx *transaction) (*putter, error) {
	stands, err := tx.PrepareContext(ctx,
		`SELECT removed_at IS NOT NULL, body, `+citation+` FROM articles WHERE guild = $1 AND id = $2`)
	if err != nil {
		return nil, err
	}
	upsert, err := tx.PrepareContext(ctx,
		`INSERT INTO articles (`+citation+`, body, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (guild, id) DO UPDATE SET
			title = excluded.title, publisher = excluded.publisher, author = excluded.author, url = excluded.url,
			published = excluded.published, fetched = excluded.fetched, language = excluded.language,
			origin = excluded.origin, body = excluded.body, seq = excluded.seq, removed_at = NULL`)
	if err != nil {
		return nil, err
	}
	return &putter{tx: tx, stands: stands, upsert: upsert}, nil
}

func (p *putter) put(ctx context.Context, a corpus.Article, counts *Counts) error {
	var old corpus.Article
	var removed bool
	err := p.stands.QueryRowContext(ctx, a.Guild, a.ID).
		Scan(append([]any{&removed, &old.Text}, citationTargets(&old)...)...)
	stands := err == nil && !removed
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	old.Fetched = a.Fetched // fetching the same words again changes nothing
	if stands && old == a {
		counts.Unchanged++
		return nil
	}
	seq := p.tx.seq + 1
	if _, err := p.upsert.ExecContext(ctx, a.Guild, a.ID, a.Title, a.Publisher, a.Author, a.URL,
		a.Published, a.Fetched, a.Language, a.Origin, a.Text, seq); err != nil {
		return err
	}
	p.tx.seq = seq
	if stands {
		counts.Changed++
	} else {
		counts.New++
	}
	return nil
}
