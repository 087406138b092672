package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"verbatim/corpus"
)

const attemptColumns = `url, digest, etag, last_modified, begun, bad, blamed, reason, tried_at, aside_at`

// Attempts are the readings of documents behind the guild's own source that have
// not ended, ended badly or came to nothing, by URL.
func (s *Store) Attempts(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (map[string]corpus.Attempt, error) {
	list, err := collect(ctx, s.db, func(a *corpus.Attempt) []any {
		return []any{&a.URL, &a.Digest, &a.ETag, &a.LastModified, &a.Begun, &a.Bad, &a.Blamed, &a.Reason, momentTarget{&a.Tried}, momentTarget{&a.Aside}}
	}, `SELECT `+attemptColumns+` FROM attempts WHERE guild = $1 AND source = $2`, guild, id)
	found := make(map[string]corpus.Attempt, len(list))
	for _, a := range list {
		found[a.URL] = a
	}
	return found, s.describe(fmt.Sprintf("read the attempts at source %q", id), err)
}

// PutAttempt keeps an attempt at a document behind the guild's own source, in a
// transaction of its own that does not move the feed. It returns ErrLeaseLost
// if the lease has run out, or another one has been given.
func (s *Store) PutAttempt(ctx context.Context, l Lease, guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) error {
	return s.attempting(ctx, l, upsertAttempt, attemptValues(guild, id, a)...)
}

// DropAttempt forgets the attempts at a document, in a transaction like
// PutAttempt's.
func (s *Store) DropAttempt(ctx context.Context, l Lease, guild corpus.GuildID, id corpus.SourceID, url string) error {
	return s.attempting(ctx, l, deleteAttempt, guild, id, url)
}

const (
	upsertAttempt = `INSERT INTO attempts (guild, source, ` + attemptColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (source, url) DO UPDATE SET digest = excluded.digest, etag = excluded.etag,
			last_modified = excluded.last_modified, begun = excluded.begun, bad = excluded.bad, blamed = excluded.blamed,
			reason = excluded.reason, tried_at = excluded.tried_at, aside_at = excluded.aside_at
		WHERE attempts.guild = excluded.guild`
	deleteAttempt = `DELETE FROM attempts WHERE guild = $1 AND source = $2 AND url = $3`
)

func attemptValues(guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) []any {
	return []any{guild, id, a.URL, a.Digest, a.ETag, a.LastModified, number(a.Begun), a.Bad, number(a.Blamed), a.Reason, moment(a.Tried), moment(a.Aside)}
}

func (s *Store) attempting(ctx context.Context, l Lease, text string, args ...any) error {
	err := s.leasing(ctx, func(tx *sql.Tx) error {
		var token int64
		if err := tx.QueryRowContext(ctx, holds, l.Name, l.Holder, l.Token).Scan(&token); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, text, clean(args)...)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("lease %q: %w", l.Name, ErrLeaseLost)
	}
	return s.describe("keep an attempt", err)
}

// PutAttempt keeps an attempt at a document behind the guild's own source. It
// does not move the feed.
func (tx *Tx) PutAttempt(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, a corpus.Attempt) error {
	_, err := tx.exec(ctx, upsertAttempt, attemptValues(guild, id, a)...)
	return err
}

// DropAttempt forgets the attempts at a document behind the guild's own source.
func (tx *Tx) DropAttempt(ctx context.Context, guild corpus.GuildID, id corpus.SourceID, url string) error {
	_, err := tx.exec(ctx, deleteAttempt, guild, id, url)
	return err
}

// DropFailures forgets which documents behind the guild's own source came to
// nothing, but not those whose reading did not end well.
func (tx *Tx) DropFailures(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) error {
	_, err := tx.exec(ctx, `DELETE FROM attempts WHERE guild = $1 AND source = $2 AND bad = 0`, guild, id)
	return err
}
