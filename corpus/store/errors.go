package store

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// What callers decide by.
var (
	// ErrNewerSchema says that a newer program has migrated the store.
	ErrNewerSchema = driver.ErrNewerSchema
	// ErrOutage says that the database cannot be reached just now.
	ErrOutage = corpus.ErrOutage
	// ErrLeaseHeld says that somebody else holds the lease.
	ErrLeaseHeld = errors.New("somebody else holds the lease")
	// ErrLeaseLost says that the lease has run out, or another has been given.
	ErrLeaseLost = errors.New("the lease is lost")
	// ErrNotFound says that what was named is not there, or no longer.
	ErrNotFound = errors.New("it is not there")
	// ErrSourceName says that another standing source of the guild has the name.
	ErrSourceName = corpus.ErrSourceName
)

// describe wraps a database's error with the operation, the database, and what
// to do.
func (s *Store) describe(what string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	described := &failure{cause: err, outage: s.database.IsOutage(err)}
	if errors.Is(err, context.DeadlineExceeded) && !described.outage {
		return err // the caller's; the database has one of its own for connecting
	}
	text := fmt.Sprintf("%s %q: %s", what, s.database.Location(), err)
	if described.outage {
		text = fmt.Sprintf("%s %q: %s: %s", what, s.database.Location(), ErrOutage, err)
	}
	if do := s.database.Remedy(err); do != "" {
		text += ": " + do
	}
	described.text = s.database.Redact(text)
	return described
}

// failure is a database's error in words that hold no password.
type failure struct {
	text   string
	cause  error
	outage bool
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() error { return f.cause }

// Is reports whether the database is away.
func (f *failure) Is(target error) bool { return f.outage && target == ErrOutage }
