package store

import (
	"context"
	"database/sql"
	"time"
)

// LeaseState is a lease and how long it lasts by the database's clock.
type LeaseState struct {
	Lease
	Left time.Duration // until it expires; 0 or less if it has expired or was released
}

// Released reports whether the holder has released the lease.
func (l LeaseState) Released() bool { return l.Until.Unix() == 0 }

// RenewAll renews all leases of the holder whose names begin with prefix, if
// they have not expired. They then end after ttl, rounded up to whole seconds.
// It returns all leases with the prefix, of any holder, sorted by name.
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

// SweepLeases deletes the leases with the prefix that ended more than a day
// ago. Use it only for names that are not used again: if a deleted name is used
// again, its tokens start again at the first.
func (s *Store) SweepLeases(ctx context.Context, prefix string) error {
	return s.describe("clear old leases", s.updateLeases(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM leases
			WHERE substr(name, 1, length($1)) = $1 AND until_at < unixepoch() - 86400`, prefix)
		return err
	}))
}
