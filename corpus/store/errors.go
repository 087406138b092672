package store

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// Errors that callers check for.
var (
	// ErrNewerSchema means that a newer program has migrated the store.
	ErrNewerSchema = driver.ErrNewerSchema
	// ErrOutage means that the database cannot be reached now.
	ErrOutage = corpus.ErrOutage
	// ErrLeaseHeld means that another holder has the lease.
	ErrLeaseHeld = errors.New("another process holds the lease")
	// ErrLeaseLost means that the lease has expired or another holder has taken
	// it.
	ErrLeaseLost = errors.New("the lease is lost")
	// ErrNotFound means that the named object does not exist, or no longer.
	ErrNotFound = errors.New("not found")
	// ErrSourceName means that another source of the guild has the name.
	ErrSourceName = corpus.ErrSourceName
)

// describe adds the operation, the database and a remedy to an error of the
// database.
func (s *Store) describe(what string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	described := &failure{cause: err, outage: s.database.IsOutage(err)}
	if errors.Is(err, context.DeadlineExceeded) && !described.outage {
		return err // the caller's deadline; connecting has a separate one
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

// failure is an error of the database, in words that hold no password.
type failure struct {
	text   string
	cause  error
	outage bool
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() error { return f.cause }

// Is reports whether target is ErrOutage and the database cannot be reached.
func (f *failure) Is(target error) bool { return f.outage && target == ErrOutage }
