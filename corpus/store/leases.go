package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

// Lease is the right to do something that one process at a time may do. It
// lasts until a time by the database's clock. Each lease has a higher token
// than all earlier ones of the same name, so Tx.Holds can refuse a process that
// has lost it.
type Lease struct {
	Name   string
	Holder string
	Token  int64
	Until  time.Time
}

// SourceLease returns the name of the lease for refreshing a source. If the
// source is removed, the holder loses the lease.
func SourceLease(id corpus.SourceID) string { return "source/" + string(id) }

// Acquire takes the lease for ttl, rounded up to whole seconds. The error is
// ErrLeaseHeld if another holder has it. If the same holder takes it again, the
// earlier lease is lost: so a restarted process need not wait, and two callers
// with the same name cannot both hold it.
func (s *Store) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error) {
	l := Lease{Name: name, Holder: holder}
	err := s.updateLease(ctx, &l, `INSERT INTO leases (name, holder, token, until_at) VALUES ($1, $2, 1, unixepoch() + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1, until_at = excluded.until_at
		WHERE leases.holder = excluded.holder OR leases.until_at <= unixepoch()
		RETURNING token, until_at`, name, holder, seconds(ttl))
	return l, s.leaseError("acquire", name, err, ErrLeaseHeld)
}

// Renew extends the lease to ttl from now. The error is ErrLeaseLost if the
// lease has expired or another holder has taken it.
func (s *Store) Renew(ctx context.Context, l Lease, ttl time.Duration) (Lease, error) {
	err := s.updateLease(ctx, &l, `UPDATE leases SET until_at = unixepoch() + $1
		WHERE name = $2 AND holder = $3 AND token = $4 AND until_at > unixepoch()
		RETURNING token, until_at`, seconds(ttl), l.Name, l.Holder, l.Token)
	return l, s.leaseError("renew", l.Name, err, ErrLeaseLost)
}

// Release ends the lease, so another process can take it at once. It ignores a
// lost lease.
func (s *Store) Release(ctx context.Context, l Lease) error {
	err := s.updateLease(ctx, &l, `UPDATE leases SET until_at = 0 WHERE name = $1 AND holder = $2 AND token = $3
		RETURNING token, until_at`, l.Name, l.Holder, l.Token)
	return s.leaseError("release", l.Name, err, nil)
}

// updateLease runs a statement that writes at most one lease.
func (s *Store) updateLease(ctx context.Context, l *Lease, text string, args ...any) error {
	return s.updateLeases(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, text, args...).Scan(&l.Token, timeTarget{&l.Until})
	})
}

// updateLeases runs do in a transaction that does not move the feed.
func (s *Store) updateLeases(ctx context.Context, do func(*sql.Tx) error) error {
	if s.database.SerialWrites() {
		release, err := s.lockWrites(ctx)
		if err != nil {
			return err
		}
		defer release()
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // err says more
		return err
	}
	return tx.Commit()
}

// leaseError adds the operation to err. If no lease was written, it returns
// none.
func (s *Store) leaseError(what, name string, err, none error) error {
	switch {
	case !errors.Is(err, sql.ErrNoRows):
		return s.describe(fmt.Sprintf("%s lease %q", what, name), err)
	case none != nil:
		return fmt.Errorf("%s lease %q: %w", what, name, none)
	}
	return nil
}

// holdsQuery finds a lease that is in force, and keeps others from taking it
// until the transaction ends.
const holdsQuery = `UPDATE leases SET token = token
	WHERE name = $1 AND holder = $2 AND token = $3 AND until_at > unixepoch() RETURNING token`

// Holds returns ErrLeaseLost if the lease has expired or another holder has
// taken it. Until the transaction ends, no one else can take it.
func (tx *Tx) Holds(ctx context.Context, l Lease) error {
	var token int64
	err := tx.row(ctx, []any{&token}, holdsQuery, l.Name, l.Holder, l.Token)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("lease %q: %w", l.Name, ErrLeaseLost)
	}
	return err
}

// revoke ends the lease, whoever holds it.
func (tx *Tx) revoke(ctx context.Context, name string) error {
	_, err := tx.exec(ctx, `UPDATE leases SET until_at = 0, token = token + 1 WHERE name = $1`, name)
	return err
}
