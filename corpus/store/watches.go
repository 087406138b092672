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

const watchColumns = `id, guild, channel, "by", topic, speaker, made_at, looked, day, posted, locale`

func watchTargets(w *corpus.Watch) []any {
	return []any{&w.ID, &w.Guild, &w.Channel, &w.By, &w.Topic, &w.Speaker, timeTarget{&w.At}, &w.Looked, &w.Day, &w.Posted, &w.Locale}
}

// Watches returns the guild's watches, oldest first.
func (s *Store) Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error) {
	list, err := collect(ctx, s.db, watchTargets, `SELECT `+watchColumns+` FROM watches WHERE guild = $1 ORDER BY seq`, guild)
	return list, s.describe("list watches", err)
}

// AllWatches returns the watches of all guilds, sorted by guild.
func (s *Store) AllWatches(ctx context.Context) ([]corpus.Watch, error) {
	list, err := collect(ctx, s.db, watchTargets, `SELECT `+watchColumns+` FROM watches ORDER BY guild, seq`)
	return list, s.describe("list watches", err)
}

// Changed returns at most limit articles that the guild can see (its own and
// the shared ones) and that changed after the position. upTo is the position of
// the last one, or after.
func (s *Store) Changed(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) (changed []corpus.ArticleRef, upTo corpus.Seq, err error) {
	type row struct {
		corpus.ArticleRef
		seq corpus.Seq
	}
	rows, err := collect(ctx, s.db, func(r *row) []any { return []any{&r.Guild, &r.Article, &r.seq} },
		`SELECT guild, id, seq FROM articles WHERE (guild = $1 OR guild = '') AND removed_at IS NULL AND seq > $2
		ORDER BY seq LIMIT $3`, guild, after, limit)
	for _, r := range rows {
		changed, upTo = append(changed, r.ArticleRef), r.seq
	}
	return changed, max(after, upTo), s.describe("list changed articles", err)
}

// maxPerQuery is how many statements one query looks up.
const maxPerQuery = 500

// Unposted returns the statements that the watch has not posted yet, in the
// same order.
func (s *Store) Unposted(ctx context.Context, id corpus.WatchID, statements []corpus.StatementID) ([]corpus.StatementID, error) {
	var out []corpus.StatementID
	for some := range slices.Chunk(statements, maxPerQuery) {
		args, places := []any{id}, make([]string, len(some))
		for i, st := range some {
			args, places[i] = append(args, string(st)), fmt.Sprintf("$%d", i+2)
		}
		posted := map[corpus.StatementID]bool{}
		err := query(ctx, s.db, func(rows *sql.Rows) error {
			var st corpus.StatementID
			err := rows.Scan(&st)
			posted[st] = true
			return err
		}, `SELECT statement FROM watched WHERE watch = $1 AND statement IN (`+strings.Join(places, ", ")+`)`, args...)
		if err != nil {
			return nil, s.describe("look up the statements that a watch has posted", err)
		}
		for _, st := range some {
			if !posted[st] {
				out = append(out, st)
			}
		}
	}
	return out, nil
}

// PutWatch adds a watch.
func (tx *Tx) PutWatch(ctx context.Context, w corpus.Watch) error {
	_, err := tx.exec(ctx, `INSERT INTO watches (`+watchColumns+`, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		w.ID, w.Guild, w.Channel, w.By, w.Topic, w.Speaker, unixTime(w.At), w.Looked, w.Day, w.Posted, w.Locale, tx.next())
	return err
}

// RemoveWatch deletes the guild's watch and returns it. The error is
// ErrNotFound if there is no such watch.
func (tx *Tx) RemoveWatch(ctx context.Context, guild corpus.GuildID, id corpus.WatchID) (corpus.Watch, error) {
	var w corpus.Watch
	err := tx.writeRow(ctx, watchTargets(&w), `DELETE FROM watches WHERE guild = $1 AND id = $2 RETURNING `+watchColumns, guild, id)
	if errors.Is(err, sql.ErrNoRows) {
		return w, fmt.Errorf("watch %q: %w", id, ErrNotFound)
	}
	if err != nil {
		return w, err
	}
	_, err = tx.exec(ctx, `DELETE FROM watched WHERE watch = $1`, id)
	return w, err
}

// RemoveWatchesOf deletes all watches of a user in all guilds, and returns how
// many there were.
func (tx *Tx) RemoveWatchesOf(ctx context.Context, user string) (int, error) {
	if _, err := tx.exec(ctx, `DELETE FROM watched WHERE watch IN (SELECT id FROM watches WHERE "by" = $1)`, user); err != nil {
		return 0, err
	}
	return tx.exec(ctx, `DELETE FROM watches WHERE "by" = $1`, user)
}

// PutLook stores the result of a watch's look. If the watch is gone, it does
// nothing. It does not move the feed.
func (tx *Tx) PutLook(ctx context.Context, id corpus.WatchID, n corpus.Noted) error {
	there, err := tx.exec(ctx, `UPDATE watches SET looked = $1, day = $2, posted = $3 WHERE id = $4`, n.Looked, n.Day, n.Posted, id)
	if err != nil || there == 0 {
		return err
	}
	for _, st := range n.Statements {
		if _, err := tx.exec(ctx, `INSERT INTO watched (watch, statement) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, string(st)); err != nil {
			return err
		}
	}
	return nil
}
