package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"verbatim/corpus"
)

// Runs are the at most limit newest refreshes of the guild's own source, or of
// all its sources where id is "", the newest first.
func (s *Store) Runs(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, limit int) ([]corpus.Run, error) {
	var runs []corpus.Run
	err := query(ctx, s.db, func(rows *sql.Rows) error {
		var r corpus.Run
		var tally string
		if err := rows.Scan(&r.Guild, &r.Source, &r.Trigger, &r.By, momentTarget{&r.Started}, momentTarget{&r.Finished},
			&tally, &r.Error); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(tally), &r.Tally); err != nil {
			return err
		}
		runs = append(runs, r)
		return nil
	}, `SELECT guild, source, "trigger", "by", started_at, finished_at, tally, error FROM runs
		WHERE guild = $1 AND ($2 = '' OR source = $2) ORDER BY seq DESC LIMIT $3`, guild, string(id), limit)
	return runs, s.describe("list refreshes", err)
}

// PutRun keeps a refresh.
func (tx *Tx) PutRun(ctx context.Context, r corpus.Run) error {
	tally, err := json.Marshal(r.Tally)
	if err != nil {
		return fmt.Errorf("refresh of source %q: %w", r.Source, err)
	}
	_, err = tx.exec(ctx, `INSERT INTO runs (seq, guild, source, "trigger", "by", started_at, finished_at, tally, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.next(), r.Guild, r.Source, r.Trigger, r.By, moment(r.Started), moment(r.Finished), string(tally), r.Error)
	return err
}
