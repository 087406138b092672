package refresh

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

const (
	// maxCrashes is how many readings in a row may crash before the document is
	// set aside.
	maxCrashes = 2
	// crashPause is the shortest pause of a source after reading its own
	// document (its feed, its sitemap, its one page) crashed. If a set-aside
	// document changes but crashes again, its pause begins with crashPause and
	// doubles each time, up to maxCrashPause.
	crashPause    = time.Hour
	maxCrashPause = 7 * 24 * time.Hour
	// asidePause is how often a source is checked while its own document is set
	// aside.
	asidePause = 24 * time.Hour
)

// attemptCounter is a job that counts the attempts to read each document.
type attemptCounter struct {
	job
	attempts map[string]corpus.Attempt // by URL, as stored, except those in failed
	failed   map[string]bool           // attempts to store at the end of the turn
	crashed  error                     // set if a process ended while it read the source's own document
}

// loadAttempts loads the attempts of earlier readings. If a process ended in
// the middle of one, it counts as crashed.
func (j *attemptCounter) loadAttempts(ctx context.Context) error {
	var err error
	if j.attempts, err = j.r.store.Attempts(ctx, j.source.Guild, j.source.ID); err != nil {
		return err
	}
	var died []corpus.Attempt
	for _, url := range slices.Sorted(maps.Keys(j.attempts)) {
		if a := j.attempts[url]; a.Begun {
			died = append(died, failedAttempt(a, fmt.Errorf("%q: %w", url, errCrashed)))
		}
	}
	if len(died) > 0 {
		if err := j.keepBad(ctx, died...); err != nil {
			return err
		}
	}
	for _, a := range j.attempts {
		j.noteAttempt(a)
	}
	if own := j.attempts[j.source.Location]; slices.ContainsFunc(died, func(a corpus.Attempt) bool { return a.URL == own.URL }) && own.Aside.IsZero() {
		j.crashed = fmt.Errorf("%q: %w, and is tried again in an hour", own.URL, errCrashed)
	}
	return nil
}

// noteAttempt tells the reader when a document was last tried, and if it must
// not be parsed.
func (j *attemptCounter) noteAttempt(a corpus.Attempt) {
	res, known := j.resources[a.URL]
	if !known {
		res.URL = a.URL
	}
	if res.Fetched.Before(a.Tried) {
		res.Fetched = a.Tried
	}
	if !a.Aside.IsZero() && !j.byHand() {
		res.Aside, res.ETag, res.LastModified = true, a.ETag, a.LastModified
	}
	j.resources[a.URL] = res
}

// failedAttempt returns an attempt that crashed. If there were too many, it is
// set aside.
func failedAttempt(a corpus.Attempt, why error) corpus.Attempt {
	a.Begun, a.Blamed, a.Reason = false, errors.Is(why, corpus.ErrTooCostly), why.Error()
	if a.Bad >= maxCrashes {
		a.Aside = now()
	}
	return a
}

// keepBad stores attempts that crashed, and tells moderators which documents
// are set aside.
func (j *attemptCounter) keepBad(ctx context.Context, attempts ...corpus.Attempt) error {
	aside := 0
	err := j.update(ctx, "keep attempts that ended badly", func(tx *store.Tx) error {
		aside = 0
		for _, a := range attempts {
			if err := tx.PutAttempt(ctx, j.source.Guild, j.source.ID, a); err != nil {
				return err
			}
			if a.Aside.IsZero() {
				continue
			}
			aside++
			err := tx.Log(ctx, corpus.Entry{
				At: now(), Guild: j.source.Guild, By: j.run.By, Action: corpus.ActionAside, Subject: j.source.Name, Detail: asideError(a).Error(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range attempts {
		j.attempts[a.URL] = a
	}
	for range aside {
		j.r.meter.SetAside()
	}
	return nil
}

// isResting reports whether a document that was set aside must not be read yet.
// digest is that of its current bytes. When the bytes have changed, it is read
// again at once the first time, and later after growing pauses.
func isResting(a corpus.Attempt, digest string) bool {
	if a.Digest == digest {
		return true
	}
	wait := time.Duration(0)
	for n := maxCrashes; n < a.Bad && wait < maxCrashPause; n++ {
		wait = max(2*wait, crashPause)
	}
	return time.Since(a.Aside) < min(wait, maxCrashPause)
}

// asideError returns the error for a document that is set aside.
func asideError(a corpus.Attempt) error {
	return fmt.Errorf("%q: %w: %d readings of it in a row ended badly, the last one: %s; refresh its source by hand to try once more",
		a.URL, corpus.ErrSetAside, a.Bad, a.Reason)
}

// beginAttempt counts an attempt in the store before the work begins. A
// document that is set aside and has not changed is not read on schedule, but
// it is when a person asks. If the program ended during an attempt, the
// document may not be the cause, so the count starts again when its bytes
// change. If the document is known to be the cause, the count goes on.
func (j *attemptCounter) beginAttempt(ctx context.Context, item fetch.Item) error {
	a := j.attempts[item.Resource.URL]
	if item.Digest == "" {
		return asideError(a)
	}
	if !a.Aside.IsZero() && !j.byHand() && isResting(a, item.Digest) {
		return asideError(a)
	}
	if a.Digest != item.Digest && !a.Blamed {
		a.Bad = 0
	}
	a.URL, a.Digest = item.Resource.URL, item.Digest
	a.ETag, a.LastModified = item.Resource.ETag, item.Resource.LastModified
	a.Begun, a.Bad, a.Tried, a.Aside = true, a.Bad+1, now(), time.Time{}
	if err := j.r.store.PutAttempt(ctx, j.lease, j.source.Guild, j.source.ID, a); err != nil {
		return err
	}
	j.attempts[a.URL] = a
	return nil
}

// endAttempt ends the attempt to read a document, if there is one, with its
// result.
func (j *attemptCounter) endAttempt(ctx context.Context, url string, err error) error {
	a, tried := j.attempts[url]
	switch {
	case !tried, err != nil && !a.Begun:
		return nil
	case errors.Is(err, corpus.ErrTooCostly):
		return j.keepBad(ctx, failedAttempt(a, err))
	}
	delete(j.attempts, url)
	return j.r.store.DropAttempt(ctx, j.lease, j.source.Guild, j.source.ID, url)
}

// endAttempts ends the attempts that no item has ended: the one to read the
// source's own document, or the one in progress when the turn ended.
func (j *attemptCounter) endAttempts(ctx context.Context, failure error, late bool) error {
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

// noteFailed notes that a document could not be read, so the next turn begins
// with others. It is stored at the end of the turn.
func (j *attemptCounter) noteFailed(url string) {
	a := j.attempts[url]
	a.URL, a.Tried = url, now()
	j.attempts[url] = a
	j.noteAttempt(a)
	j.failed[url] = true
}

// undoAttempts takes back the attempts that were stopped, because they have not
// crashed. It does so even when the process is stopping.
func (j *attemptCounter) undoAttempts(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	for url, a := range j.attempts {
		if !a.Begun {
			continue
		}
		var err error
		if a.Begun, a.Bad = false, a.Bad-1; a.Bad == 0 {
			delete(j.attempts, url)
			err = j.r.store.DropAttempt(ctx, j.lease, j.source.Guild, j.source.ID, url)
		} else {
			j.attempts[url] = a
			err = j.r.store.PutAttempt(ctx, j.lease, j.source.Guild, j.source.ID, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
