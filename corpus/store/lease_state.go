package store

import (
	"context"
	"database/sql"
	"time"
)

// LeaseState is a lease as it stands by the database's clock.
type LeaseState struct {
	Lease
	Left time.Duration // until it runs out; 0 or less where it has, or was given back
}

// Released reports whether the holder has released the lease.
func (l LeaseState) Released() bool { return l.Until.Unix() == 0 }

// RenewAll prolongs every lease of the holder's whose name begins with prefix
// and that has not run out: they end ttl from now, which counts in whole
// seconds, rounded up. It returns all leases of the prefix as they stand then,
// whoever has or had them, by name.
func (s *Store) RenewAll(ctx context.Context, prefix, holder string, ttl time.Duration) (all []LeaseState, err error) {
	err = s.updateLeases(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE leases SET until_at = unixepoch() + $1
			WHERE holder = $2 AND substr(name, 1, length($3)) = $3 AND until_at > unixepoch()`, seconds(ttl), holder, prefix); err != nil {
			return err
		}
		all, err = collect(ctx, tx, func(l *LeaseState) []any {
			return []any{&l.Name, &l.Holder, &l.Token, timeTarget{&l.Until}, secondsTarget{&l.Left}}
		}, `SELECT name, holder, token, until_at, until_at - unixepoch() FROM leases
			WHERE substr(name, 1, length($1)) = $1 ORDER BY name`, prefix)
		return err
	})
	return all, s.describe("renew leases", err)
}

// SweepLeases deletes the leases of the prefix that ended more than a day ago.
// It is for names that are not used again: the next lease of a name that was
// deleted begins with the first token.
func (s *Store) SweepLeases(ctx context.Context, prefix string) error {
	return s.describe("clear away leases", s.updateLeases(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM leases
			WHERE substr(name, 1, length($1)) = $1 AND until_at < unixepoch() - 86400`, prefix)
		return err
	}))
}
