package refresh

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// recorder is a job that stores the result of a turn or of the whole refresh.
type recorder struct{ documents }

// finish stores the result of the refresh in one transaction: the source's new
// state, the run and, if it is worth telling, an entry of the audit log.
func (j *recorder) finish(ctx context.Context, failure error) error {
	wait := time.Duration(0)
	switch {
	case errors.Is(failure, corpus.ErrSetAside):
		wait = asidePause
	case errors.Is(failure, corpus.ErrTooCostly), errors.Is(failure, errCrashed):
		wait = crashPause
	}
	if failure == nil && j.read == 0 {
		failure = j.failure
	}
	j.run.Finished = now()
	outcome := Outcome{At: j.run.Finished, Tally: j.run.Tally, Wait: wait}
	if failure != nil {
		outcome.Error = failure.Error()
	}
	waits := ""
	if j.run.Tally.Waiting > 0 {
		var err error
		if waits, err = waitingNote(ctx, j.r.store, j.source, j.run.Started); err != nil {
			return err
		}
	}
	notes := j.notes()
	if j.run.Error = outcome.Error; failure == nil {
		j.run.Note = strings.Join(slices.DeleteFunc([]string{notes, waits}, func(n string) bool { return n == "" }), "; ")
	}
	return j.update(ctx, "record a refresh", func(tx *store.Tx) error {
		before, err := j.current(ctx, j.source) // it may have been renamed in the meantime
		if err != nil {
			return err
		}
		after := Next(before, outcome, rand.Float64()) //nolint:gosec // nobody gains by guessing it
		if outcome.Error == "" {
			after.LastError = notes // pending page changes are shown elsewhere
		}
		if err := j.saveResources(ctx, tx, failure == nil); err != nil {
			return err
		}
		if err := tx.PutSource(ctx, after); err != nil {
			return err
		}
		if err := tx.PutRun(ctx, j.run); err != nil {
			return err
		}
		if entry, ok := j.entry(before, after); ok {
			return tx.Log(ctx, entry)
		}
		return nil
	})
}

// notes lists the gaps of a successful refresh, in words for users.
func (j *recorder) notes() string {
	var notes []string
	if j.run.Tally.Failed > 0 {
		notes = append(notes, j.failureNote())
	}
	if j.cut != nil {
		notes = append(notes, j.cut.Error())
	}
	if j.omitted > 0 {
		limit := fmt.Sprintf("a source may have %d articles", corpus.MaxSourceArticles)
		if j.source.Guild != corpus.Shared {
			limit += fmt.Sprintf(" and a server %d", corpus.MaxGuildArticles)
		}
		notes = append(notes, fmt.Sprintf("new articles were left out, as there is no room for them: %s; remove sources that are not needed", limit))
	}
	return strings.Join(notes, "; ")
}

// failureNote names the first documents that could not be read.
func (j *recorder) failureNote() string {
	what := "pages"
	kind, _ := j.source.Kind.Info()
	if kind.Place == corpus.OnDisk {
		what = "files"
	}
	shown := slices.Clone(j.failures)
	if more := j.run.Tally.Failed - len(shown); more > 0 {
		rest := fmt.Sprintf("and %d more", more)
		if kind.Place == corpus.OnDisk { // only an operator has such a source
			rest += " (refresh it with --log-level debug to see them all)"
		}
		shown = append(shown, rest)
	}
	return fmt.Sprintf("%d of its %s could not be read: %s", j.run.Tally.Failed, what, strings.Join(shown, "; "))
}

// entry returns the audit entry for the refresh, if there is one: a source
// began to fail or works again, a person asked for the refresh, or it changed
// articles.
func (j *recorder) entry(before, after corpus.Source) (corpus.Entry, bool) {
	e := corpus.Entry{
		At: j.run.Finished, Guild: j.source.Guild, By: j.run.By, Action: corpus.ActionRefresh,
		Subject: after.Name, Detail: j.run.Tally.String(),
	}
	if note := j.run.Told(); note != "" {
		e.Detail += "; " + note
	}
	scheduled := j.run.Trigger == corpus.TriggerSchedule
	switch {
	case after.Failures > 0:
		changed := j.run.Tally.Changes() > 0 // before it failed
		if !changed {
			e.Detail = after.LastError
		}
		if before.Failures == 0 {
			e.Action = corpus.ActionFail
			return e, true
		}
		return e, !scheduled || changed
	case before.Failures > 0:
		e.Detail = "it can be read again: " + e.Detail
		return e, true
	}
	return e, !scheduled || j.run.Tally.Changes() > 0 || j.run.Told() != "" && j.run.Told() != before.LastError
}

// saveResources stores when unchanged documents were requested. Until a refresh
// has read everything, it also stores which documents failed.
func (j *recorder) saveResources(ctx context.Context, tx *store.Tx, whole bool) error {
	for _, res := range j.unchanged {
		if err := tx.PutResource(ctx, j.source.Guild, j.source.ID, res); err != nil {
			return err
		}
	}
	for url := range j.failed {
		if a := j.attempts[url]; !whole || a.Bad > 0 {
			if err := tx.PutAttempt(ctx, j.source.Guild, j.source.ID, a); err != nil {
				return err
			}
		}
	}
	if !whole {
		return nil
	}
	return tx.DropFailures(ctx, j.source.Guild, j.source.ID)
}

// saveTurn stores the state of a refresh that continues at the source's next
// turn. On schedule, the source moves to the end of the line.
func (j *recorder) saveTurn(ctx context.Context) error {
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
func (j *recorder) backOff(ctx context.Context) error {
	if err := j.finish(ctx, j.crashed); err != nil {
		return j.stopError(ctx, err)
	}
	return nil
}
