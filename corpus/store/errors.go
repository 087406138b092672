package store

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
)

// What callers decide by.
var (
	// ErrNewerSchema says that a newer program has migrated the store.
	ErrNewerSchema = errors.New("the store was written by a newer verbatim")
	// ErrAway says that the database cannot be reached just now.
	ErrAway = corpus.ErrAway
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
	described := &failure{cause: err, away: s.database.away(err)}
	if errors.Is(err, context.DeadlineExceeded) && !described.away {
		return err // the caller's; the database has one of its own for connecting
	}
	text := fmt.Sprintf("%s %q: %s", what, s.database.where(), err)
	if described.away {
		text = fmt.Sprintf("%s %q: %s: %s", what, s.database.where(), ErrAway, err)
	}
	if do := s.database.remedy(err); do != "" {
		text += ": " + do
	}
	described.text = s.database.redact(text)
	return described
}

// failure is a database's error in words that hold no password.
type failure struct {
	text  string
	cause error
	away  bool
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() error { return f.cause }

// Is reports whether the database is away.
func (f *failure) Is(target error) bool { return f.away && target == ErrAway }
