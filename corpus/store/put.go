package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

// PutOutcome says what PutArticle did.
type PutOutcome int

// The outcomes of PutArticle.
const (
	Unchanged PutOutcome = iota // the article was already stored
	New                         // the article was added
	Changed                     // the article has a new version
)

// articleRow is a row of the table of articles.
type articleRow struct {
	corpus.Article
	removed bool
	damaged bool // the text does not match its checksum
	version int  // 0 if only a tombstone is kept
	changed time.Time
}

func (tx *Tx) articleRow(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (r articleRow, found bool, err error) {
	err = tx.row(ctx, append([]any{&r.removed, &r.version, timeTarget{&r.changed}, &r.Text, checksumTarget{&r.Text, &r.damaged}}, citationTargets(&r.Article)...),
		`SELECT removed_at IS NOT NULL, version, changed_at, body, checksum, `+citation+` FROM articles WHERE guild = $1 AND id = $2`,
		guild, id)
	if errors.Is(err, sql.ErrNoRows) {
		return articleRow{}, false, nil
	}
	return r, err == nil, err
}

// PutArticle stores the article. If it is already stored with the same text and
// citation, it is left as it is, whenever it was fetched and from whichever
// source. If it differs, the old state becomes a version. keep is how many
// versions are kept, including the current one; the oldest are dropped. A
// removed article comes back as New, with the versions that are left. An
// article stays with its first source as long as that exists. A pending page
// change is dropped with the old state. A damaged state is replaced and does
// not become a version.
func (tx *Tx) PutArticle(ctx context.Context, a corpus.Article, keep int) (PutOutcome, error) {
	if err := validate(a); err != nil {
		return Unchanged, err
	}
	old, found, err := tx.articleRow(ctx, a.Guild, a.ID)
	if err != nil {
		return Unchanged, err
	}
	same := found && old.version > 0 && !old.damaged && sameState(old.Article, a)
	if same && !old.removed {
		return Unchanged, nil
	}
	row := articleRow{Article: a, version: old.version, changed: old.changed}
	if !old.removed {
		if row.Source, err = tx.owningSource(ctx, old.Article, a); err != nil {
			return Unchanged, err
		}
	}
	if !same {
		if row.version, err = tx.newVersion(ctx, old, found, a); err != nil {
			return Unchanged, err
		}
		row.changed = time.Now()
	}
	if err := tx.upsert(ctx, row); err != nil {
		return Unchanged, err
	}
	if !same { // the pending page change was compared with the old state
		if _, err := tx.DropWaiting(ctx, a.Guild, a.ID); err != nil {
			return Unchanged, err
		}
	}
	if row.version > 1 {
		if err := tx.dropVersions(ctx, a.Guild, a.ID, keep); err != nil {
			return Unchanged, err
		}
	}
	if found && !old.removed {
		return Changed, nil
	}
	return New, nil
}

func validate(a corpus.Article) error {
	if err := a.Validate(); err != nil {
		return fmt.Errorf("article %q: %w", a.ID, err)
	}
	return nil
}

// sameState reports whether the articles have the same text and citation.
func sameState(a, b corpus.Article) bool {
	b.Fetched, b.Source = a.Fetched, a.Source
	return a == b
}

// owningSource returns the source that an article belongs to if two sources
// deliver it.
func (tx *Tx) owningSource(ctx context.Context, old, a corpus.Article) (corpus.SourceID, error) {
	if old.Source == "" || old.Source == a.Source {
		return a.Source, nil
	}
	n, err := tx.count(ctx, `SELECT count(*) FROM sources WHERE id = $1 AND guild = $2 AND removed_at IS NULL`, old.Source, a.Guild)
	if err != nil || n == 0 {
		return a.Source, err
	}
	return old.Source, nil
}

// newVersion stores the old state as a version, if it is to be kept, and
// returns the number of the new one.
func (tx *Tx) newVersion(ctx context.Context, old articleRow, found bool, a corpus.Article) (int, error) {
	if found && old.damaged {
		return old.version + 1, nil // a damaged state is not kept
	}
	if found && old.version > 0 {
		_, err := tx.exec(ctx, `INSERT INTO versions (number, changed_at, body, checksum, `+citation+`)
			SELECT version, changed_at, body, checksum, `+citation+` FROM articles WHERE guild = $1 AND id = $2
			ON CONFLICT (guild, id, number) DO NOTHING`, a.Guild, a.ID)
		return old.version + 1, err
	}
	newest, err := tx.count(ctx, `SELECT coalesce(max(number), 0) FROM versions WHERE guild = $1 AND id = $2`, a.Guild, a.ID)
	return newest + 1, err
}

func (tx *Tx) upsert(ctx context.Context, r articleRow) error {
	_, err := tx.exec(ctx, `INSERT INTO articles (`+citation+`, body, checksum, version, changed_at, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (guild, id) DO UPDATE SET
			title = excluded.title, publisher = excluded.publisher, author = excluded.author, url = excluded.url,
			published = excluded.published, fetched = excluded.fetched, language = excluded.language,
			origin = excluded.origin, source = excluded.source, body = excluded.body, checksum = excluded.checksum, version = excluded.version,
			changed_at = excluded.changed_at, seq = excluded.seq, removed_at = NULL, removed_with = ''`,
		append(citationValues(r.Article), r.Text, checksum(r.Text), r.version, unixTime(r.changed), tx.next())...)
	return err
}
