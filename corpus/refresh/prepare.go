package refresh

import (
	"context"
	"errors"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// prepare loads the stored state of the source.
func (j *job) prepare(ctx context.Context, s corpus.Source) error {
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
func (j *job) forgetDamaged(ctx context.Context) error {
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
func (j *job) resume(ctx context.Context) error {
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
