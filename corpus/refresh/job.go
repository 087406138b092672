package refresh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// job is a refresh of one source, or one turn of a refresh that takes several. It
// is embedded in attemptCounter, that in documents, that in recorder, and that in
// turnReader: each adds its own state and what it does with it.
type job struct {
	r         *engine
	lease     store.Lease
	source    corpus.Source
	resources map[string]corpus.Resource
	run       corpus.Run
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

// byHand reports whether a person asked for the refresh.
func (j *job) byHand() bool { return j.run.Trigger != corpus.TriggerSchedule }

// now returns the time in the store's precision.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }
