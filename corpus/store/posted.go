package store

import (
	"context"

	"verbatim/corpus"
)

// Audited returns the guilds whose settings name a channel for the audit log,
// and up to which entry the log has been posted there.
func (s *Store) Audited(ctx context.Context) ([]corpus.Audited, error) {
	type row struct {
		guild    corpus.GuildID
		document string
		posted   corpus.Seq
	}
	rows, err := collect(ctx, s.db, func(r *row) []any { return []any{&r.guild, &r.document, &r.posted} },
		`SELECT settings.guild, document, coalesce(entry, 0)
		FROM settings LEFT JOIN posted ON posted.guild = settings.guild ORDER BY settings.guild`)
	var list []corpus.Audited
	for _, r := range rows {
		settings, readErr := readSettings(&r.document, nil)
		if readErr != nil {
			err = readErr
			break
		}
		if settings.AuditChannel != "" {
			list = append(list, corpus.Audited{Guild: r.guild, Channel: settings.AuditChannel, Posted: r.posted})
		}
	}
	if err != nil {
		return nil, s.describe("list the channels of the audit log", err)
	}
	return list, nil
}

// SetPosted records up to which entry the guild's audit log has been posted. It
// does not move the feed.
func (tx *Tx) SetPosted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error {
	_, err := tx.exec(ctx, `INSERT INTO posted (guild, entry) VALUES ($1, $2)
		ON CONFLICT (guild) DO UPDATE SET entry = excluded.entry`, guild, at)
	return err
}

// HeldLeases returns the names of all leases that are in force.
func (s *Store) HeldLeases(ctx context.Context) (map[string]bool, error) {
	names, err := collect(ctx, s.db, func(name *string) []any { return []any{name} },
		`SELECT name FROM leases WHERE until_at > unixepoch()`)
	held := make(map[string]bool, len(names))
	for _, name := range names {
		held[name] = true
	}
	return held, s.describe("list leases", err)
}
