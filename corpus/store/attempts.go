package store

import (
	"context"
	"fmt"

	"verbatim/corpus"
)

const attemptColumns = `url, digest, etag, last_modified, begun, bad, blamed, reason, tried_at, aside_at`

// Attempts returns the unsuccessful attempts to read documents of the guild's
// own source, by URL: attempts that have not ended, ended badly or found no text.
func (s *Store) Attempts(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (map[string]corpus.Attempt, error) {
	list, err := collect(ctx, s.db, func(a *corpus.Attempt) []any {
		return []any{&a.URL, &a.Digest, &a.ETag, &a.LastModified, &a.Begun, &a.Bad, &a.Blamed, &a.Reason, timeTarget{&a.Tried}, timeTarget{&a.Aside}}
	}, `SELECT `+attemptColumns+` FROM attempts WHERE guild = $1 AND source = $2`, guild, id)
	found := make(map[string]corpus.Attempt, len(list))
	for _, a := range list {
		found[a.URL] = a
	}
	return found, s.describe(fmt.Sprintf("read the attempts at source %q", id), err)
}

// PutAttempt records an attempt to read a document of the guild's own source.
// It does not move the feed. The record survives if this process is killed
// right after the call, but a power failure in the next moments may lose it. It
// returns ErrLeaseLost if the lease has expired or another process has taken
// it.
func (s *Store) PutAttempt(ctx context.Context, l Lease, guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) error {
	n, err := s.execUnsynced(ctx, insertAttempt+`SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT),
			CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS TEXT), CAST($11 AS BIGINT), CAST($12 AS BIGINT)
		WHERE EXISTS (SELECT 1 FROM leases WHERE name = $13 AND holder = $14 AND token = $15 AND until_at > unixepoch())`+orUpdateAttempt,
		append(attemptValues(guild, id, a), l.Name, l.Holder, l.Token)...)
	if err == nil && n == 0 {
		return fmt.Errorf("lease %q: %w", l.Name, ErrLeaseLost)
	}
	return err
}

// DropAttempt deletes the record of an attempt. Like PutAttempt it does not
// wait for the disk. It ignores a lost lease.
func (s *Store) DropAttempt(ctx context.Context, l Lease, guild corpus.GuildID, id corpus.SourceID, url string) error {
	_, err := s.execUnsynced(ctx, deleteAttempt+`
		AND EXISTS (SELECT 1 FROM leases WHERE name = $4 AND holder = $5 AND token = $6 AND until_at > unixepoch())`,
		guild, id, url, l.Name, l.Holder, l.Token)
	return err
}

const (
	insertAttempt   = `INSERT INTO attempts (guild, source, ` + attemptColumns + `) `
	orUpdateAttempt = ` ON CONFLICT (source, url) DO UPDATE SET digest = excluded.digest, etag = excluded.etag,
			last_modified = excluded.last_modified, begun = excluded.begun, bad = excluded.bad, blamed = excluded.blamed,
			reason = excluded.reason, tried_at = excluded.tried_at, aside_at = excluded.aside_at
		WHERE attempts.guild = excluded.guild`
	deleteAttempt = `DELETE FROM attempts WHERE guild = $1 AND source = $2 AND url = $3`
)

func attemptValues(guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) []any {
	return []any{guild, id, a.URL, a.Digest, a.ETag, a.LastModified, boolNumber(a.Begun), a.Bad, boolNumber(a.Blamed), a.Reason, unixTime(a.Tried), unixTime(a.Aside)}
}

// execUnsynced runs one statement that writes, and returns how many rows it
// wrote. It does not wait until the commit is on disk.
func (s *Store) execUnsynced(ctx context.Context, text string, args ...any) (rows int, err error) {
	defer func() { err = s.describe("record an attempt", err) }()
	if s.database.SerialWrites() {
		release, err := s.lockWrites(ctx)
		if err != nil {
			return 0, err
		}
		defer release()
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close() // returns it to the pool
	restore, err := s.database.DeferSync(ctx, conn)
	if err != nil {
		return 0, err
	}
	defer restore()
	result, err := conn.ExecContext(ctx, text, cleanText(args)...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// PutAttempt records an attempt to read a document of the guild's own source.
// It does not move the feed.
func (tx *Tx) PutAttempt(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) error {
	_, err := tx.exec(ctx, insertAttempt+`VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`+orUpdateAttempt, attemptValues(guild, id, a)...)
	return err
}

// DropAttempt deletes the record of the attempts to read a document of the
// guild's own source.
func (tx *Tx) DropAttempt(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, url string) error {
	_, err := tx.exec(ctx, deleteAttempt, guild, id, url)
	return err
}

// DropFailures deletes the records of documents of the guild's own source that
// could not be read. It keeps a record if an attempt crashed or was stopped.
func (tx *Tx) DropFailures(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) error {
	_, err := tx.exec(ctx, `DELETE FROM attempts WHERE guild = $1 AND source = $2 AND bad = 0`, guild, id)
	return err
}
