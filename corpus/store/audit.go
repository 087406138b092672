package store

import (
	"context"
	"database/sql"
	"time"

	"verbatim/corpus"
)

const entryColumns = `seq, made_at, guild, "by", action, subject, detail`

func entryTargets(e *corpus.Entry) []any {
	return []any{&e.Seq, timeTarget{&e.At}, &e.Guild, &e.By, &e.Action, &e.Subject, &e.Detail}
}

// Entries are the at most limit lines of the guild's audit log that follow the
// position after, the oldest first.
func (s *Store) Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error) {
	entries, err := collect(ctx, s.db, entryTargets,
		`SELECT `+entryColumns+` FROM audit WHERE guild = $1 AND seq > $2 ORDER BY seq LIMIT $3`, guild, after, limit)
	return entries, s.describe("read the audit log", err)
}

// LatestEntries are the at most limit newest lines of the guild's audit log,
// the newest first.
func (s *Store) LatestEntries(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error) {
	entries, err := collect(ctx, s.db, entryTargets,
		`SELECT `+entryColumns+` FROM audit WHERE guild = $1 ORDER BY seq DESC LIMIT $2`, guild, limit)
	return entries, s.describe("read the audit log", err)
}

// Log adds a line to the audit log. The store gives it its Seq.
func (tx *Tx) Log(ctx context.Context, e corpus.Entry) error {
	_, err := tx.exec(ctx, `INSERT INTO audit (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.next(), unixTime(e.At), e.Guild, e.By, e.Action, e.Subject, e.Detail)
	return err
}

// Takedowns are the statements that are to be nowhere, by the hash of their
// normalised text.
func (s *Store) Takedowns(ctx context.Context) (map[string]bool, error) {
	taken := map[string]bool{}
	err := query(ctx, s.db, func(rows *sql.Rows) error {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return err
		}
		taken[hash] = true
		return nil
	}, `SELECT hash FROM takedowns`)
	return taken, s.describe("read the takedowns", err)
}

// LastTakedown is when something was last taken down, the zero time where
// nothing was.
func (s *Store) LastTakedown(ctx context.Context) (at time.Time, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT max(made_at) FROM takedowns`).Scan(timeTarget{&at})
	return at, s.describe("read the takedowns", err)
}

// PutTakedown keeps, for ever, that statements whose normalised text has the
// hash are to be nowhere.
func (tx *Tx) PutTakedown(ctx context.Context, hash string, at time.Time, by string) error {
	tx.wipe, tx.purge = true, true
	_, err := tx.exec(ctx, `INSERT INTO takedowns (hash, made_at, "by", seq) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO NOTHING`, hash, unixTime(at), by, tx.next())
	return err
}
