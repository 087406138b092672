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

const sourceColumns = `id, guild, kind, name, location, added_at, added_by, every, fixed, due_at, refreshed_at,
	failures, last_error, removed_at`

func sourceTargets(s *corpus.Source) []any {
	return []any{&s.ID, &s.Guild, &s.Kind, &s.Name, &s.Location, timeTarget{&s.Added}, &s.AddedBy,
		secondsTarget{&s.Every}, &s.Fixed, timeTarget{&s.Due}, timeTarget{&s.Refreshed},
		&s.Failures, &s.LastError, timeTarget{&s.RemovedAt}}
}

// secondsTarget scans a number of seconds into a duration.
type secondsTarget struct{ to *time.Duration }

// Scan implements sql.Scanner.
func (t secondsTarget) Scan(value any) error {
	var n sql.NullInt64
	err := n.Scan(value)
	*t.to = time.Duration(n.Int64) * time.Second
	return err
}

// seconds returns a duration in whole seconds, rounded up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Sources returns the guild's own sources, sorted by name. It includes sources
// that were removed in the last week; their RemovedAt is set.
func (s *Store) Sources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error) {
	list, err := collect(ctx, s.db, func(s *corpus.SourceState) []any {
		return append([]any{&s.Articles, &s.Waiting}, sourceTargets(&s.Source)...)
	}, `SELECT (SELECT count(*) FROM articles
			WHERE articles.guild = sources.guild AND articles.source = sources.id AND articles.removed_at IS NULL),
		(SELECT count(*) FROM waiting JOIN articles ON articles.guild = waiting.guild AND articles.id = waiting.id
			WHERE waiting.guild = sources.guild AND articles.source = sources.id AND articles.removed_at IS NULL AND dropped_at IS NULL), `+sourceColumns+`
		FROM sources WHERE guild = $1`, guild)
	if err != nil {
		return nil, s.describe("list sources", err)
	}
	slices.SortFunc(list, func(a, b corpus.SourceState) int {
		if order := strings.Compare(a.Name, b.Name); order != 0 {
			return order
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return list, nil
}

// Source returns the guild's own source with this id, even if it was removed.
// It returns false if there is no such source.
func (s *Store) Source(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (corpus.Source, bool, error) {
	found, err := collect(ctx, s.db, sourceTargets,
		`SELECT `+sourceColumns+` FROM sources WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil || len(found) == 0 {
		return corpus.Source{}, false, s.describe(fmt.Sprintf("read source %q", id), err)
	}
	return found[0], true, nil
}

// Due returns at most limit sources whose refresh is due, at most each per
// guild. First comes the longest waiting source of each guild, then the second
// of each, and so on.
func (s *Store) Due(ctx context.Context, now time.Time, each, limit int) ([]corpus.Source, error) {
	due, err := collect(ctx, s.db, sourceTargets, `SELECT `+sourceColumns+` FROM
		(SELECT `+sourceColumns+`, row_number() OVER (PARTITION BY guild ORDER BY due_at, id) AS place
			FROM sources WHERE removed_at IS NULL AND due_at <= $1) AS due
		WHERE place <= $2 ORDER BY place, due_at, id LIMIT $3`, now.Unix(), each, limit)
	return due, s.describe("list due sources", err)
}

// Resources returns the stored state of the documents of the guild's own
// source, by URL.
func (s *Store) Resources(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (map[string]corpus.Resource, error) {
	known := map[string]corpus.Resource{}
	err := query(ctx, s.db, func(rows *sql.Rows) error {
		var r corpus.Resource
		if err := rows.Scan(&r.URL, &r.ETag, &r.LastModified, &r.Article, timeTarget{&r.Fetched}); err != nil {
			return err
		}
		known[r.URL] = r
		return nil
	}, `SELECT url, etag, last_modified, article, fetched_at FROM resources WHERE guild = $1 AND source = $2`, guild, id)
	return known, s.describe(fmt.Sprintf("read the resources of source %q", id), err)
}

// PutSource adds a source, or updates the one with the same id. The error is
// ErrSourceName if another source of the guild has the name, and ErrNotFound if
// the source was removed or belongs to another guild. Only RestoreSource brings
// a removed source back. RemovedAt is stored only if the source is new.
func (tx *Tx) PutSource(ctx context.Context, s corpus.Source) error {
	if s.RemovedAt.IsZero() {
		if err := tx.freeName(ctx, s); err != nil {
			return err
		}
	}
	n, err := tx.exec(ctx, `INSERT INTO sources (`+sourceColumns+`, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, location = excluded.location,
			added_at = excluded.added_at, added_by = excluded.added_by, every = excluded.every, fixed = excluded.fixed,
			due_at = excluded.due_at, refreshed_at = excluded.refreshed_at, failures = excluded.failures,
			last_error = excluded.last_error, seq = excluded.seq
		WHERE sources.removed_at IS NULL AND sources.guild = excluded.guild`,
		s.ID, s.Guild, s.Kind, s.Name, s.Location, unixTime(s.Added), s.AddedBy, seconds(s.Every), boolNumber(s.Fixed),
		unixTime(s.Due), unixTime(s.Refreshed), s.Failures, s.LastError, unixTime(s.RemovedAt), tx.next())
	if err == nil && n == 0 {
		return fmt.Errorf("source %q was removed: %w", s.Name, ErrNotFound)
	}
	return err
}

// freeName returns ErrSourceName if another source of the guild has the name.
func (tx *Tx) freeName(ctx context.Context, s corpus.Source) error {
	n, err := tx.count(ctx, `SELECT count(*) FROM sources WHERE guild = $1 AND name = $2 AND id <> $3 AND removed_at IS NULL`,
		s.Guild, s.Name, s.ID)
	if err == nil && n > 0 {
		return fmt.Errorf("%w: %q", ErrSourceName, s.Name)
	}
	return err
}

// RemoveSource removes the guild's own source and its articles. An article that
// another source lists passes to that source instead. The source can be
// restored for a week. A refresh in progress loses its lease. RemoveSource
// returns how many articles were removed. The error is ErrNotFound if there is
// no such source.
func (tx *Tx) RemoveSource(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (articles int, err error) {
	now := time.Now().Unix()
	n, err := tx.exec(ctx, `UPDATE sources SET removed_at = $1, seq = $2 WHERE guild = $3 AND id = $4 AND removed_at IS NULL`,
		now, tx.next(), guild, id)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, fmt.Errorf("source %q: %w", id, ErrNotFound)
	}
	if err := tx.revoke(ctx, SourceLease(id)); err != nil {
		return 0, err
	}
	const heirs = `FROM resources JOIN sources ON sources.id = resources.source
		WHERE resources.guild = articles.guild AND resources.article = articles.id AND sources.removed_at IS NULL`
	const its = `guild = $1 AND source = $2 AND removed_at IS NULL`
	if _, err := tx.stampArticles(ctx,
		`, source = (SELECT sources.id `+heirs+` ORDER BY sources.added_at, sources.id LIMIT 1)`,
		its+` AND EXISTS (SELECT 1 `+heirs+`)`, guild, id); err != nil {
		return 0, err
	}
	return tx.stampArticles(ctx, `, removed_with = $2, removed_at = $3`, its, guild, id, now)
}

// RestoreSource undoes RemoveSource while the source is still kept. It brings
// back the articles that were removed with the source, and those that it lists
// and that were removed with another source. It returns how many there were. It
// ignores a source that was not removed. The error is ErrNotFound if the source
// is gone, and ErrSourceName if another source has taken its name.
func (tx *Tx) RestoreSource(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (articles int, err error) {
	s := corpus.Source{ID: id, Guild: guild}
	err = tx.row(ctx, []any{&s.Name, timeTarget{&s.RemovedAt}},
		`SELECT name, removed_at FROM sources WHERE guild = $1 AND id = $2`, guild, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, fmt.Errorf("source %q: %w", id, ErrNotFound)
	case err != nil || s.RemovedAt.IsZero():
		return 0, err
	}
	if err := tx.freeName(ctx, s); err != nil {
		return 0, err
	}
	if _, err := tx.exec(ctx, `UPDATE sources SET removed_at = NULL, seq = $1 WHERE guild = $2 AND id = $3`,
		tx.next(), guild, id); err != nil {
		return 0, err
	}
	// An article that had passed to another source was removed with that
	// source.
	return tx.stampArticles(ctx, `, source = $2, removed_at = NULL, removed_with = ''`,
		`guild = $1 AND removed_at IS NOT NULL AND version > 0 AND (removed_with = $2 OR removed_with <> '' AND EXISTS
			(SELECT 1 FROM resources WHERE resources.guild = $1 AND resources.source = $2 AND resources.article = articles.id))`, guild, id)
}

// PutResource stores the state of a document of the guild's own source. It does
// not move the feed.
func (tx *Tx) PutResource(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, r corpus.Resource) error {
	_, err := tx.exec(ctx, `INSERT INTO resources (source, url, guild, etag, last_modified, article, fetched_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
			article = excluded.article, fetched_at = excluded.fetched_at
		WHERE resources.guild = excluded.guild`,
		id, r.URL, guild, r.ETag, r.LastModified, r.Article, unixTime(r.Fetched))
	return err
}

// DropResource deletes the state of a document of the guild's own source.
func (tx *Tx) DropResource(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, url string) error {
	_, err := tx.exec(ctx, `DELETE FROM resources WHERE guild = $1 AND source = $2 AND url = $3`, guild, id, url)
	return err
}
