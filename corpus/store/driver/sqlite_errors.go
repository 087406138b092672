package driver

import (
	"errors"

	"modernc.org/sqlite"
)

// errNotAStore says that the file is something else.
var errNotAStore = errors.New("the file is not a Verbatim store")

// sqliteCode is SQLite's primary result code of err, or 0.
func sqliteCode(err error) int {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.Code() & 0xff // the rest is detail
}

// copyError is an error of writing a copy of the database to path.
type copyError struct {
	path string
	error
}

func (e *copyError) Unwrap() error { return e.error }

var errBroken = errors.New("the file is damaged: restore it from a backup, or choose another data folder with --data")
