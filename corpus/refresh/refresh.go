// Package refresh reads sources again, on schedule and on request.
//
// Only one process at a time refreshes a source. It holds the source's lease,
// and every transaction checks the lease. Each article is stored separately. So
// when a refresh is interrupted, the articles read so far stay, and the next
// refresh reads the rest. Text that was taken down is removed from all that is
// read.
//
// The stored state of documents (such as ETags) only saves downloads.
// Statements are not stored but derived from the stored text. So a newer
// extractor applies to all articles through the index's version, whether or not
// their pages change.
package refresh

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// errNotDue means that another process has refreshed the source in the
// meantime.
var errNotDue = errors.New("the source is not due any more")

// Refresh reads the source and stores its articles. If the source cannot be
// read, Refresh returns no error: the Run says so, and the source waits longer.
// progress may be nil. Refresh calls it with the progress, and while it waits
// for its turn.
//
// On schedule it reads for one turn. If that is not enough, the Run has no
// Finished time and the source stays due. For a person it takes one turn after
// another, with turns of others in between, for an hour at most.
//
// The error is corpus.ErrBusy if the source is already being refreshed,
// corpus.ErrNoSource if it does not exist or was removed in the meantime, and
// corpus.ErrNotRefreshed if its kind is never read again. When the store fails,
// articles stored so far stay and the source stays due.
func (r *Refresher) Refresh(ctx context.Context, s corpus.Source, trigger corpus.Trigger, by string, progress func(corpus.Progress)) (corpus.Run, error) {
	begin := time.Now()
	run, err := r.refresh(ctx, s, corpus.Run{Guild: s.Guild, Source: s.ID, Trigger: trigger, By: by, Started: now()}, progress)
	r.report(ctx, s, run, err, time.Since(begin))
	return run, err
}

func (r *Refresher) refresh(ctx context.Context, s corpus.Source, run corpus.Run, progress func(corpus.Progress)) (corpus.Run, error) {
	if !s.Kind.Refreshed() {
		return run, fmt.Errorf("%q: %w: remove it and add it anew to change it", s.Name, corpus.ErrNotRefreshed)
	}
	if progress == nil {
		progress = func(corpus.Progress) {}
	}
	leave, err := r.acquireSlot(ctx, s, run.Trigger, progress)
	if err != nil {
		return run, err
	}
	defer func() { leave() }()
	// Each refresh has its own holder, so two in the same process exclude each
	// other too.
	ctx, lease, release, err := r.holdLease(ctx, store.SourceLease(s.ID), r.holder+"/"+rand.Text())
	if errors.Is(err, store.ErrLeaseHeld) {
		return run, fmt.Errorf("%q: %w: wait for its report", s.Name, corpus.ErrBusy)
	}
	if err != nil {
		return run, failed(s.Name, err)
	}
	defer release()
	j := &job{r: r, lease: lease, run: run, failed: map[string]bool{}}
	if err := j.prepare(ctx, s); err != nil {
		return run, err
	}
	if j.crashed != nil && !j.byHand() {
		return j.run, j.backOff(ctx)
	}
	for {
		more, err := j.turn(ctx, progress)
		if err != nil || !more || !j.byHand() {
			return j.run, err
		}
		leave() // let others have the slot for a turn
		if leave, err = r.acquireSlot(ctx, s, run.Trigger, progress); err != nil {
			leave = func() {}
			return j.run, err
		}
	}
}

// report counts and logs the result of a refresh. Errors are logged by the
// caller.
func (r *Refresher) report(ctx context.Context, s corpus.Source, run corpus.Run, err error, took time.Duration) {
	if errors.Is(err, errNotDue) || errors.Is(err, corpus.ErrNotRefreshed) {
		return // there was no work
	}
	log := r.log.With("source", s.Name, "guild", s.Guild)
	if err == nil && run.Finished.IsZero() {
		log.DebugContext(ctx, "source goes on at its next turn", "result", run.Tally.String())
		return
	}
	if whole := run.Finished.Sub(run.Started); whole > took {
		took = whole // it took several turns
	}
	r.meter.Refreshed(run, err, took)
	switch {
	case err != nil:
	case run.Error != "":
		log.WarnContext(ctx, "source not refreshed", "result", run.Tally.String(), "problem", run.Error)
	case run.Note != "":
		log.WarnContext(ctx, "source refreshed", "result", run.Tally.String(), "problem", run.Note)
	default:
		log.InfoContext(ctx, "source refreshed", "result", run.Tally.String())
	}
}
