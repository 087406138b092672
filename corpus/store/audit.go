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

// Entries returns at most limit entries of the guild's audit log that follow
// the position after, oldest first.
func (s *Store) Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error) {
	entries, err := collect(ctx, s.db, entryTargets,
		`SELECT `+entryColumns+` FROM audit WHERE guild = $1 AND seq > $2 ORDER BY seq LIMIT $3`, guild, after, limit)
	return entries, s.describe("read the audit log", err)
}

// LatestEntries returns the newest entries of the guild's audit log, at most
// limit, newest first.
func (s *Store) LatestEntries(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error) {
	entries, err := collect(ctx, s.db, entryTargets,
		`SELECT `+entryColumns+` FROM audit WHERE guild = $1 ORDER BY seq DESC LIMIT $2`, guild, limit)
	return entries, s.describe("read the audit log", err)
}

// Log adds an entry to the audit log. The store sets its Seq.
func (tx *Tx) Log(ctx context.Context, e corpus.Entry) error {
	_, err := tx.exec(ctx, `INSERT INTO audit (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.next(), unixTime(e.At), e.Guild, e.By, e.Action, e.Subject, e.Detail)
	return err
}

// Takedowns returns the hashes of the normalised texts of all statements that
// were taken down.
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

// LastTakedown returns when the last statement was taken down, or the zero time
// if there was no takedown.
func (s *Store) LastTakedown(ctx context.Context) (at time.Time, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT max(made_at) FROM takedowns`).Scan(timeTarget{&at})
	return at, s.describe("read the takedowns", err)
}

// PutTakedown records, for good, that statements whose normalised text has this
// hash must not be stored or shown.
func (tx *Tx) PutTakedown(ctx context.Context, hash string, at time.Time, by string) error {
	tx.wipe, tx.purge = true, true
	_, err := tx.exec(ctx, `INSERT INTO takedowns (hash, made_at, "by", seq) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO NOTHING`, hash, unixTime(at), by, tx.next())
	return err
}
