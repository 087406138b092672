package store

import (
	"context"
	"time"

	"verbatim/corpus"
)

// How long removed data is kept. It can be restored within keepRemoved. Views
// may lag behind the feed by up to keepTombstones.
const (
	keepRemoved    = 7 * 24 * time.Hour
	keepTombstones = 30 * 24 * time.Hour
)

// Sweep deletes data that was removed long before now. Articles that were
// removed more than a week ago lose their texts and versions and become
// tombstones; sources are deleted with their refreshes. Refreshes, attempts and
// tombstones are deleted after 30 days. Deleting tombstones raises the horizon,
// so a view that has not seen them rebuilds itself.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	week, month := now.Add(-keepRemoved).Unix(), now.Add(-keepTombstones).Unix()
	return s.Update(ctx, "clear removed data", func(tx *Tx) error {
		for _, statement := range []string{
			`DELETE FROM versions WHERE EXISTS (SELECT 1 FROM articles
				WHERE articles.guild = versions.guild AND articles.id = versions.id AND removed_at < $1 AND version > 0)`,
			`DELETE FROM waiting WHERE EXISTS (SELECT 1 FROM articles
				WHERE articles.guild = waiting.guild AND articles.id = waiting.id AND removed_at < $1)`,
			`UPDATE articles SET ` + clearedColumns + ` WHERE removed_at < $1 AND version > 0`,
			`DELETE FROM leases WHERE EXISTS (SELECT 1 FROM sources
				WHERE removed_at < $1 AND leases.name = '` + SourceLease("") + `' || sources.id)`,
			`DELETE FROM resources WHERE source IN (SELECT id FROM sources WHERE removed_at < $1)`,
			`DELETE FROM attempts WHERE source IN (SELECT id FROM sources WHERE removed_at < $1)`,
			`DELETE FROM runs WHERE source IN (SELECT id FROM sources WHERE removed_at < $1)`,
			`DELETE FROM sources WHERE removed_at < $1`,
		} {
			n, err := tx.exec(ctx, statement, week)
			if err != nil {
				return err
			}
			tx.wipe = tx.wipe || n > 0
		}
		for _, statement := range []string{
			`DELETE FROM runs WHERE finished_at < $1`,
			`DELETE FROM attempts WHERE tried_at < $1`, // no list has named the document since
		} {
			if _, err := tx.exec(ctx, statement, month); err != nil {
				return err
			}
		}
		return tx.dropTombstones(ctx, month)
	})
}

func (tx *Tx) dropTombstones(ctx context.Context, before int64) error {
	var newest corpus.Seq
	if err := tx.row(ctx, []any{&newest},
		`SELECT coalesce(max(seq), 0) FROM articles WHERE removed_at < $1`, before); err != nil || newest == 0 {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM articles WHERE removed_at < $1`, before); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `UPDATE head SET horizon = $1 WHERE horizon < $1`, newest)
	return err
}
