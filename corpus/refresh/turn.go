package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

const (
	// turnTime is after how long a turn starts no further document.
	turnTime = 30 * time.Second
	// maxManualTime is how long a refresh for a person goes on, turn by turn.
	// The next refresh reads the rest.
	maxManualTime = time.Hour
	// maxUnreachable is after how many unreachable documents in a row, over
	// several turns, a refresh ends.
	maxUnreachable = 5
)

// turnReader is a job that reads its source turn by turn.
type turnReader struct{ recorder }

func newTurnReader(e *engine, lease store.Lease, run corpus.Run) *turnReader {
	j := &turnReader{}
	j.r, j.lease, j.run, j.failed = e, lease, run, map[string]bool{}
	return j
}

// prepare loads the stored state of the source.
func (j *turnReader) prepare(ctx context.Context, s corpus.Source) error {
	fresh, err := j.current(ctx, s)
	if err != nil {
		return err
	}
	if j.source = fresh; j.run.Trigger == corpus.TriggerSchedule && fresh.Due.After(now()) {
		return errNotDue
	}
	settings, err := j.r.store.Settings(ctx, s.Guild)
	if err != nil {
		return failed(s.Name, err)
	}
	j.keep = settings.KeptVersions()
	if j.taken, err = j.r.store.Takedowns(ctx); err != nil {
		return failed(s.Name, err)
	}
	if j.resources, err = j.r.store.Resources(ctx, s.Guild, s.ID); err != nil {
		return failed(s.Name, err)
	}
	if err := j.forgetDamaged(ctx); err != nil {
		return failed(s.Name, err)
	}
	j.haveRead = map[corpus.ArticleID]bool{}
	for _, res := range j.resources {
		j.haveRead[res.Article] = true
	}
	if err := j.resume(ctx); err != nil {
		return failed(s.Name, err)
	}
	if err := j.loadAttempts(ctx); err != nil {
		return failed(s.Name, err)
	}
	return nil
}

// forgetDamaged makes the reader download damaged articles again, even if they
// have not changed. It does so only if a person asked for the refresh.
func (j *turnReader) forgetDamaged(ctx context.Context) error {
	if j.run.Trigger == corpus.TriggerSchedule {
		return nil
	}
	damaged, err := j.r.store.Damaged(ctx, &j.source)
	if err != nil || len(damaged) == 0 {
		return err
	}
	for url, res := range j.resources {
		// Lists have no article, but name the damaged ones.
		if res.Article == "" || slices.ContainsFunc(damaged, func(d store.Damage) bool { return d.Version == 0 && d.Article == res.Article }) {
			res.ETag, res.LastModified = "", ""
			j.resources[url] = res
		}
	}
	return nil
}

// resume continues the refresh of an earlier turn. If a person asked for this
// one, it starts anew, and the earlier one is recorded as it is.
func (j *turnReader) resume(ctx context.Context) error {
	all, err := j.r.store.OpenRuns(ctx, j.source.Guild)
	open, ok := all[j.source.ID]
	if err != nil || !ok {
		return err
	}
	if j.byHand() {
		open.Finished, open.Error = now(), "a refresh by hand took its place"
		return j.update(ctx, "record a refresh", func(tx *store.Tx) error { return tx.PutRun(ctx, open) })
	}
	if open.Error != "" {
		j.failure = errors.New(open.Error)
	}
	open.Error = ""
	j.run, j.source.Begun = open, open.Started
	j.read = open.Tally.Changes() + open.Tally.Unchanged + open.Tally.Waiting
	return nil
}

// turn reads the source for one turn. It reports whether the source continues
// at its next turn. If not, the refresh has been recorded.
func (j *turnReader) turn(ctx context.Context, progress func(corpus.Progress)) (more bool, err error) {
	timed, cancel := context.WithTimeoutCause(ctx, turnTimeout, errTurnTimeout)
	defer cancel()
	j.until, j.items = time.Now().Add(turnTime), 0
	err = j.r.fetch.Read(timed, j.source, j.resources, func(item fetch.Item) error { return j.handle(ctx, timed, item) }, progress)
	stop, late := j.stopErr, timed.Err() != nil
	if stop == nil && ctx.Err() != nil {
		stop = context.Cause(ctx)
	}
	if stop != nil {
		if err := j.undoAttempts(ctx); err != nil {
			j.r.log.WarnContext(ctx, "attempts at documents stay counted", "source", j.source.Name, "error", err)
		}
		return false, j.stopError(ctx, stop)
	}
	if err := j.endAttempts(ctx, err, late); err != nil {
		return false, j.stopError(ctx, err)
	}
	if more, err = j.continues(err, late); more {
		err = j.saveTurn(ctx)
	} else {
		err = j.finish(ctx, err)
	}
	if err != nil {
		return false, j.stopError(ctx, err)
	}
	return more, nil
}

// continues reports whether a reading that ended with err continues at the
// source's next turn. If not, it returns why it failed.
func (j *turnReader) continues(err error, late bool) (more bool, failure error) {
	streak := j.r.unreachable.get(j.source.ID)
	if !errors.Is(err, errTurnOver) && !late {
		j.r.unreachable.set(j.source.ID, 0)
		return false, err
	}
	switch {
	case late && j.items == 0 && !errors.Is(err, fetch.ErrNotAsked):
		return false, fmt.Errorf("%q: %w: %w: try again later", j.source.Location, corpus.ErrUnreachable, errTurnTimeout)
	case streak >= maxUnreachable:
		j.r.unreachable.set(j.source.ID, 0)
		return false, fmt.Errorf("%d pages in a row are out of reach, and the rest is left for the next time: %w", streak, j.failure)
	case j.byHand() && time.Since(j.run.Started) >= maxManualTime:
		j.cut = fmt.Errorf("only what could be read in %s was read; the rest follows at the next refresh", maxManualTime)
		return false, nil
	}
	return true, nil
}
