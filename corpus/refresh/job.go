package refresh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// job is a refresh of one source, or one turn of a refresh that takes several.
type job struct {
	r         *Refresher
	lease     store.Lease
	source    corpus.Source
	keep      int // how many versions to keep
	resources map[string]corpus.Resource
	attempts  map[string]corpus.Attempt // by URL, as stored, except those in failed
	crashed   error                     // set if a process ended while it read the source's own document
	haveRead  map[corpus.ArticleID]bool // articles that were read before
	run       corpus.Run

	until     time.Time         // when the turn goes on to no further document
	items     int               // documents in this turn
	taken     map[string]bool   // hashes of statements that were taken down
	unchanged []corpus.Resource // to store at the end of the turn
	failed    map[string]bool   // attempts to store at the end of the turn
	read      int               // documents that were read
	omitted   int               // new articles for which there was no room
	failure   error             // error of the first document that failed
	failures  []string          // messages of the first documents that failed
	cut       error             // the reader left something out
	stopErr   error             // an error that is not the source's, which ends the refresh
}

// current returns the stored source.
func (j *job) current(ctx context.Context, s corpus.Source) (corpus.Source, error) {
	fresh, ok, err := j.r.store.Source(ctx, s.Guild, s.ID)
	if err != nil {
		return corpus.Source{}, failed(s.Name, err)
	}
	if !ok || !fresh.RemovedAt.IsZero() {
		return corpus.Source{}, fmt.Errorf("%q: %w: it was removed", s.Name, corpus.ErrNoSource)
	}
	return fresh, nil
}

// stopError returns the error of a refresh that was stopped.
func (j *job) stopError(ctx context.Context, err error) error {
	if lost := context.Cause(ctx); errors.Is(lost, store.ErrLeaseLost) {
		err = lost // the cause, not its effect
	}
	switch {
	case errors.Is(err, store.ErrLeaseLost):
		// Removing a source also ends its lease.
		if _, err := j.current(context.WithoutCancel(ctx), j.source); errors.Is(err, corpus.ErrNoSource) {
			return err
		}
		return fmt.Errorf("%q: %w: another process has taken it over", j.source.Name, corpus.ErrBusy)
	case errors.Is(err, corpus.ErrNoSource), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return failed(j.source.Name, err)
}

// update runs do in a transaction if the lease is in force and the source
// exists. Reads of the store inside it see everything committed before, because
// writers wait for one another.
func (j *job) update(ctx context.Context, what string, do func(*store.Tx) error) error {
	return j.r.store.Update(ctx, what, func(tx *store.Tx) error {
		if err := tx.Holds(ctx, j.lease); err != nil {
			return err
		}
		if _, err := j.current(ctx, j.source); err != nil {
			return err
		}
		return do(tx)
	})
}

// failed returns the error of a refresh that the store has stopped.
func failed(name string, err error) error {
	return fmt.Errorf("%q is not refreshed: %w; what had been read stands, and the rest is tried again", name, err)
}

// now returns the time in the store's precision.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

var (
	// errTurnOver ends a turn; the source continues at its next turn.
	errTurnOver = errors.New("the source's turn is over")
	// errTurnTimeout ends a turn during a document.
	errTurnTimeout = fmt.Errorf("no answer came in the %s that a source has at a time", turnTimeout)
)

// byHand reports whether a person asked for the refresh.
func (j *job) byHand() bool { return j.run.Trigger != corpus.TriggerSchedule }
