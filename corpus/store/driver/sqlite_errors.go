package driver

import (
	"errors"

	"modernc.org/sqlite"
)

// errNotAStore means that the file is not a Verbatim store.
var errNotAStore = errors.New("the file is not a Verbatim store")

// sqliteCode returns the primary result code of err, or 0 if it is not from
// SQLite.
func sqliteCode(err error) int {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.Code() & 0xff // the other bits are details
}

// copyError is an error of writing a copy of the database to path.
type copyError struct {
	path string
	error
}

func (e *copyError) Unwrap() error { return e.error }

var errBroken = errors.New("the file is damaged: restore it from a backup, or choose another data folder with --data")
