package refresh

import (
	"errors"
	"fmt"
	"time"
)

// errNotDue means that another process has refreshed the source in the
// meantime.
var errNotDue = errors.New("the source is not due any more")

// errCrashed is the error of an attempt that has no recorded end.
var errCrashed = errors.New("the program ended while it was read")

// turnTimeout is when a turn ends even during a document.
const turnTimeout = time.Minute

var (
	// errTurnOver ends a turn; the source continues at its next turn.
	errTurnOver = errors.New("the source's turn is over")
	// errTurnTimeout ends a turn during a document.
	errTurnTimeout = fmt.Errorf("no answer came in the %s that a source has at a time", turnTimeout)
)

// failed returns the error of a refresh that the store has stopped.
func failed(name string, err error) error {
	return fmt.Errorf("%q is not refreshed: %w; what had been read stands, and the rest is tried again", name, err)
}
