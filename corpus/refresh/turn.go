package refresh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

const (
	// turnTime is after how long a turn starts no further document.
	turnTime = 30 * time.Second
	// turnTimeout is when a turn ends even during a document.
	turnTimeout = time.Minute
	// maxManualTime is how long a refresh for a person goes on, turn by turn.
	// The next refresh reads the rest.
	maxManualTime = time.Hour
	// maxUnreachable is after how many unreachable documents in a row, over
	// several turns, a refresh ends.
	maxUnreachable = 5
)

// turn reads the source for one turn. It reports whether the source continues
// at its next turn. If not, the refresh has been recorded.
func (j *job) turn(ctx context.Context, progress func(corpus.Progress)) (more bool, err error) {
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

// endAttempts ends the attempts that no item has ended: the one to read the
// source's own document, or the one in progress when the turn ended.
func (j *job) endAttempts(ctx context.Context, failure error, late bool) error {
	if late {
		return j.undoAttempts(ctx)
	}
	for url, a := range j.attempts {
		if !a.Begun {
			continue
		}
		if err := j.endAttempt(ctx, url, failure); err != nil {
			return err
		}
	}
	return nil
}

// continues reports whether a reading that ended with err continues at the
// source's next turn. If not, it returns why it failed.
func (j *job) continues(err error, late bool) (more bool, failure error) {
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

// saveTurn stores the state of a refresh that continues at the source's next
// turn. On schedule, the source moves to the end of the line.
func (j *job) saveTurn(ctx context.Context) error {
	err := j.update(ctx, "record a turn", func(tx *store.Tx) error {
		if err := j.saveResources(ctx, tx, false); err != nil || j.byHand() {
			return err
		}
		s, err := j.current(ctx, j.source)
		if err != nil {
			return err
		}
		if !s.Due.IsZero() {
			s.Due = now()
		}
		if err := tx.PutSource(ctx, s); err != nil {
			return err
		}
		open := j.run
		if j.failure != nil {
			open.Error = j.failure.Error()
		}
		return tx.PutRun(ctx, open)
	})
	if err != nil {
		return err
	}
	j.unchanged, j.failed = nil, map[string]bool{}
	j.source.Begun = j.run.Started
	return nil
}

// backOff pauses a source whose own document has crashed a process.
func (j *job) backOff(ctx context.Context) error {
	if err := j.finish(ctx, j.crashed); err != nil {
		return j.stopError(ctx, err)
	}
	return nil
}
