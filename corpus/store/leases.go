package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

// Lease is the right to do something that one process at a time may do, until
// a moment by the database's clock. Its token is higher than that of every
// lease of the name before, so that Tx.Holds can refuse who has lost it.
type Lease struct {
	Name   string
	Holder string
	Token  int64
	Until  time.Time
}

// SourceLease is the name of the lease on refreshing a source, which its holder
// loses where the source is removed.
func SourceLease(id corpus.SourceID) string { return "source/" + string(id) }

// Acquire takes the lease for ttl, which counts in whole seconds, rounded up.
// It returns ErrLeaseHeld where another holder has it. The same holder takes it
// anew, and loses the one before: a process that has been started again need
// not wait, and callers who share a name cannot both hold it.
func (s *Store) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error) {
	l := Lease{Name: name, Holder: holder}
	err := s.updateLease(ctx, &l, `INSERT INTO leases (name, holder, token, until_at) VALUES ($1, $2, 1, unixepoch() + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1, until_at = excluded.until_at
		WHERE leases.holder = excluded.holder OR leases.until_at <= unixepoch()
		RETURNING token, until_at`, name, holder, seconds(ttl))
	return l, s.leaseError("take", name, err, ErrLeaseHeld)
}

// Renew prolongs the lease: it ends ttl from now. It returns ErrLeaseLost
// where the lease has run out, or another one has been given.
func (s *Store) Renew(ctx context.Context, l Lease, ttl time.Duration) (Lease, error) {
	err := s.updateLease(ctx, &l, `UPDATE leases SET until_at = unixepoch() + $1
		WHERE name = $2 AND holder = $3 AND token = $4 AND until_at > unixepoch()
		RETURNING token, until_at`, seconds(ttl), l.Name, l.Holder, l.Token)
	return l, s.leaseError("renew", l.Name, err, ErrLeaseLost)
}

// Release gives the lease back, so that another may have it at once. Nothing is
// done where it has been lost.
func (s *Store) Release(ctx context.Context, l Lease) error {
	err := s.updateLease(ctx, &l, `UPDATE leases SET until_at = 0 WHERE name = $1 AND holder = $2 AND token = $3
		RETURNING token, until_at`, l.Name, l.Holder, l.Token)
	return s.leaseError("release", l.Name, err, nil)
}

// updateLease runs a statement that writes one lease or none.
func (s *Store) updateLease(ctx context.Context, l *Lease, text string, args ...any) error {
	return s.updateLeases(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, text, args...).Scan(&l.Token, timeTarget{&l.Until})
	})
}

// updateLeases runs do in a transaction that leaves the feed alone.
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
		_ = tx.Rollback() // the error that is returned says more
		return err
	}
	return tx.Commit()
}

// leaseError is err with the operation; none is what it means that no lease
// was written.
func (s *Store) leaseError(what, name string, err, none error) error {
	switch {
	case !errors.Is(err, sql.ErrNoRows):
		return s.describe(fmt.Sprintf("%s lease %q", what, name), err)
	case none != nil:
		return fmt.Errorf("%s lease %q: %w", what, name, none)
	}
	return nil
}

// holdsQuery finds a lease that holds, and keeps others from taking it until the
// transaction ends.
const holdsQuery = `UPDATE leases SET token = token
	WHERE name = $1 AND holder = $2 AND token = $3 AND until_at > unixepoch() RETURNING token`

// Holds returns ErrLeaseLost where the lease has run out, or another one has
// been given. Until the transaction ends nobody else can take it.
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
