package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"verbatim/corpus"
)

const runColumns = `guild, source, "trigger", "by", started_at, finished_at, tally, error, note`

// Runs returns the newest finished refreshes of the guild's own source, at most
// limit, newest first. If id is "", it returns those of all sources.
func (s *Store) Runs(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, limit int) ([]corpus.Run, error) {
	runs, err := s.runs(ctx, `SELECT `+runColumns+` FROM runs WHERE guild = $1 AND ($2 = '' OR source = $2)
		AND finished_at IS NOT NULL ORDER BY seq DESC LIMIT $3`, guild, string(id), limit)
	return runs, s.describe("list refreshes", err)
}

// OpenRuns returns the guild's refreshes that continue at the source's next
// turn, by source.
func (s *Store) OpenRuns(ctx context.Context, guild corpus.GuildID) (map[corpus.SourceID]corpus.Run, error) {
	runs, err := s.runs(ctx, `SELECT `+runColumns+` FROM runs WHERE guild = $1 AND finished_at IS NULL ORDER BY seq`, guild)
	open := make(map[corpus.SourceID]corpus.Run, len(runs))
	for _, r := range runs {
		open[r.Source] = r
	}
	return open, s.describe("list unfinished refreshes", err)
}

func (s *Store) runs(ctx context.Context, text string, args ...any) ([]corpus.Run, error) {
	var runs []corpus.Run
	err := query(ctx, s.db, func(rows *sql.Rows) error {
		var r corpus.Run
		var tally string
		if err := rows.Scan(&r.Guild, &r.Source, &r.Trigger, &r.By, timeTarget{&r.Started}, timeTarget{&r.Finished},
			&tally, &r.Error, &r.Note); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(tally), &r.Tally); err != nil {
			return err
		}
		runs = append(runs, r)
		return nil
	}, text, args...)
	return runs, err
}

// PutRun stores a refresh, in place of the unfinished one of the same source.
// If it has no Finished time, it is unfinished.
func (tx *Tx) PutRun(ctx context.Context, r corpus.Run) error {
	tally, err := json.Marshal(r.Tally)
	if err != nil {
		return fmt.Errorf("refresh of source %q: %w", r.Source, err)
	}
	if _, err := tx.exec(ctx, `DELETE FROM runs WHERE guild = $1 AND source = $2 AND finished_at IS NULL`, r.Guild, r.Source); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO runs (seq, `+runColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.next(), r.Guild, r.Source, r.Trigger, r.By, unixTime(r.Started), unixTime(r.Finished), string(tally), r.Error, r.Note)
	return err
}
