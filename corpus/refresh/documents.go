package refresh

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// documents is a job that stores what the reader delivers.
type documents struct {
	attemptCounter
	keep     int                       // how many versions to keep
	haveRead map[corpus.ArticleID]bool // articles that were read before
	taken    map[string]bool           // hashes of statements that were taken down

	until     time.Time         // when the turn goes on to no further document
	items     int               // documents in this turn
	unchanged []corpus.Resource // to store at the end of the turn
	read      int               // documents that were read
	omitted   int               // new articles for which there was no room
	failure   error             // error of the first document that failed
	failures  []string          // messages of the first documents that failed
	cut       error             // the reader left something out
	stopErr   error             // an error that is not the source's, which ends the refresh
}

// handle stores the result for one document. It returns an error of the store,
// or that the source is gone; both end the reading. Other errors tell the
// reader how to go on. timed is the turn's context.
func (j *documents) handle(ctx, timed context.Context, item fetch.Item) error {
	var err error
	switch item.State {
	case fetch.Cut:
		j.cut = item.Err
		return nil
	case fetch.Begun:
		if err = j.beginAttempt(ctx, item); errors.Is(err, corpus.ErrSetAside) {
			return err
		}
	case fetch.Parsed:
		err = j.endAttempt(ctx, item.Resource.URL, item.Err)
	default:
		if err = j.document(ctx, timed, item); err == nil && j.source.Kind != corpus.SourcePage && !time.Now().Before(j.until) {
			return errTurnOver
		}
	}
	if err != nil && !errors.Is(err, fetch.SkipNew) {
		j.stopErr = err
	}
	return err
}

// document stores the result for one document.
func (j *documents) document(ctx, timed context.Context, item fetch.Item) error {
	j.items++
	if item.State == fetch.Failed {
		return j.countFailed(ctx, timed, item)
	}
	j.read++
	j.r.unreachable.set(j.source.ID, 0)
	switch item.State {
	case fetch.Fetched, fetch.Emptied:
		return j.put(ctx, item)
	case fetch.Unchanged:
		j.run.Tally.Unchanged++
		j.unchanged = append(j.unchanged, item.Resource)
		j.resources[item.Resource.URL] = item.Resource
	case fetch.Gone:
		if err := j.drop(ctx, item.Resource); err != nil {
			return err
		}
	}
	return j.endAttempt(ctx, item.Resource.URL, nil)
}

// maxFailures is how many failed documents a report names. The log names all of
// them at level debug.
const maxFailures = 5

// countFailed notes that a document could not be read.
func (j *documents) countFailed(ctx, timed context.Context, item fetch.Item) error {
	j.run.Tally.Failed++
	if j.failure == nil {
		j.failure = item.Err
	}
	if len(j.failures) < maxFailures && item.Err != nil {
		j.failures = append(j.failures, item.Err.Error())
	}
	j.r.log.DebugContext(ctx, "document not read", "source", j.source.Name, "guild", j.source.Guild, "document", item.Resource.URL, "error", item.Err)
	streak := 0
	if errors.Is(item.Err, corpus.ErrUnreachable) {
		streak = j.r.unreachable.get(j.source.ID) + 1
	}
	j.r.unreachable.set(j.source.ID, streak)
	if timed.Err() == nil || errors.Is(item.Err, corpus.ErrTooCostly) { // otherwise it was stopped
		if err := j.endAttempt(ctx, item.Resource.URL, item.Err); err != nil {
			return err
		}
	}
	j.noteFailed(item.Resource.URL)
	return nil
}

// putResult is the result of storing an article.
type putResult struct {
	outcome store.PutOutcome
	old     corpus.Article // the previous version, if any
	new     corpus.Article
	skipped bool // not stored: it was removed by hand, or all of it was taken down
	held    bool // the page shows something that may not be the article
	begun   bool // the page has begun to do so in this refresh
	full    bool
}

// put stores an article in a transaction of its own.
func (j *documents) put(ctx context.Context, item fetch.Item) error {
	free, err := j.r.acquireLarge(ctx, len(item.Article.Text))
	if err != nil {
		return err
	}
	defer free()
	a := item.Article
	a.Guild, a.Source = j.source.Guild, j.source.ID
	item.Resource.Article = a.ID
	var did putResult
	for again := true; again; {
		// Do this outside the transaction, because others wait for it.
		redacted := a
		var err error
		if redacted.Text, _, err = revise.Redact(ctx, a, j.taken); err != nil {
			return err
		}
		verdict, err := judge(ctx, j.r.store, redacted, !blank(a.Text))
		if err != nil {
			return err
		}
		err = j.update(ctx, "keep an article", func(tx *store.Tx) (err error) {
			// Takedowns are never undone, so the same number means the same
			// set.
			taken, err := j.r.store.Takedowns(ctx)
			if err != nil {
				return err
			}
			if again = len(taken) != len(j.taken); again {
				j.taken = taken
				return nil
			}
			if again, err = verdict.hasChanged(ctx, j.r.store, redacted); again || err != nil {
				return err
			}
			if did, err = j.putInTx(ctx, tx, redacted, item.Resource, verdict); err != nil {
				return err
			}
			return tx.DropAttempt(ctx, a.Guild, a.Source, item.Resource.URL)
		})
		if err != nil {
			return err
		}
	}
	delete(j.attempts, item.Resource.URL)
	if !did.full {
		j.resources[item.Resource.URL] = item.Resource
	}
	return j.tally(ctx, did)
}

func (j *documents) putInTx(ctx context.Context, tx *store.Tx, a corpus.Article, res corpus.Resource, v verdict) (did putResult, err error) {
	did = putResult{old: v.current, new: a}
	switch empty, stands := blank(a.Text), v.current.ID != ""; {
	case v.doubt != corpus.NoDoubt:
		did.held = true
		did.begun, err = v.hold(ctx, tx, a)
	case stands && empty:
		did.skipped = true
		_, err = tx.RemoveArticle(ctx, a.Guild, a.ID)
	case stands:
		// The page shows the article again, if it ever showed something else.
		_, err = tx.DropWaiting(ctx, a.Guild, a.ID)
	case empty, j.haveRead[a.ID]:
		// The article was read before and is gone, so a moderator has removed
		// it. Their decision stays in force when the page changes.
		did.skipped = true
	default:
		did.full, err = j.isFull(ctx, tx)
	}
	if err != nil || did.full {
		return did, err
	}
	if !did.skipped && !did.held {
		if did.outcome, err = tx.PutArticle(ctx, a, j.keep); err != nil {
			return did, err
		}
	}
	return did, tx.PutResource(ctx, a.Guild, a.Source, res)
}

// isFull reports whether there is no room for another article.
func (j *documents) isFull(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := tx.SourceUsage(ctx, j.source.Guild, j.source.ID)
	if err != nil || n >= corpus.MaxSourceArticles || j.source.Guild == corpus.Shared {
		return n >= corpus.MaxSourceArticles, err
	}
	n, err = tx.Usage(ctx, j.source.Guild)
	return n >= corpus.MaxGuildArticles, err
}

// tally counts the result of storing an article. If there was no room, it
// returns fetch.SkipNew.
func (j *documents) tally(ctx context.Context, did putResult) error {
	t := &j.run.Tally
	switch {
	case did.full:
		j.omitted++
		return fetch.SkipNew
	case did.begun:
		t.Waiting++
	case did.held:
		t.Unchanged++
	case did.skipped, did.outcome == store.Unchanged:
		t.Unchanged++
	case did.outcome == store.New:
		t.New++
		n, err := revise.Count(ctx, did.new.Text)
		if err != nil {
			return err
		}
		t.Added += n
	default:
		t.Changed++
		edits, err := revise.Changes(ctx, did.old, did.new)
		if err != nil {
			return err
		}
		t.Add(corpus.TallyOf(edits))
	}
	return nil
}

// drop removes the article of a page that its publisher removed, unless it
// belongs to another source.
func (j *documents) drop(ctx context.Context, res corpus.Resource) error {
	var old corpus.Article
	var removed bool
	id := res.Article
	if id == "" {
		id = j.resources[res.URL].Article
	}
	err := j.update(ctx, "drop an article", func(tx *store.Tx) error {
		if id != "" {
			a, stands, err := j.r.store.Article(ctx, j.source.Guild, id)
			if err != nil && !errors.Is(err, corpus.ErrDamaged) {
				return err
			}
			if stands && a.Source == j.source.ID {
				if removed, err = tx.RemoveArticle(ctx, a.Guild, a.ID); err != nil {
					return err
				}
				old = a
			}
		}
		return tx.DropResource(ctx, j.source.Guild, j.source.ID, res.URL)
	})
	delete(j.resources, res.URL)
	if err != nil || !removed {
		return err
	}
	free, err := j.r.acquireLarge(ctx, len(old.Text))
	if err != nil {
		return err
	}
	defer free()
	j.run.Tally.Gone++
	n, err := revise.Count(ctx, old.Text)
	if err != nil {
		return err
	}
	j.run.Tally.Withdrawn += n
	return nil
}
