package store

import (
	"context"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// How long Wipe pauses before it tries again: at first, and at most. Each try has
// PostgreSQL look through all tables, and somebody may read for hours.
const (
	minWipePause   = 20 * time.Millisecond
	maxWipePause = 5 * time.Second
)

// wipeInterval is how often KeepWiped looks for what was deleted and is not told
// of by the change feed.
const wipeInterval = time.Minute

// wipeState is what the head says of words that were deleted.
type wipeState struct {
	deletions int64 // how often there were any
	wiped     int64 // up to which of these they are out of the files; -1: all that was ever deleted is not
	seq       corpus.Seq
}

func (w wipeState) pending() bool { return w.wiped < w.deletions || w.all() }

// all reports whether what was deleted before anybody counted is still there.
func (w wipeState) all() bool { return w.wiped < 0 }

func (s *Store) wipeState(ctx context.Context) (w wipeState, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT deletions, wiped, seq FROM head`).Scan(&w.deletions, &w.wiped, &w.seq)
	return w, s.describe("read what is to be wiped", err)
}

// Unwiped reports whether words that were deleted may still be in the
// database's files.
func (s *Store) Unwiped(ctx context.Context) (bool, error) {
	w, err := s.wipeState(ctx)
	return w.pending(), err
}

// Wipe takes words that were deleted out of the database's files: out of a
// SQLite file's log and, the first time, out of pages that older programs
// freed. On PostgreSQL it has the tables vacuumed. It does nothing if nothing
// is owed.
//
// It waits for readers that still see the words, and for other writers, in any
// process, without keeping them waiting. The error is ctx's if that ends
// before. What is owed stands in the store, so whoever calls Wipe next goes on.
func (s *Store) Wipe(ctx context.Context) error {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for wait := minWipePause; ; wait = min(2*wait, maxWipePause) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wipe what was deleted: %w", ctx.Err())
		case <-pause.C:
		}
		done, err := s.wipeOnce(ctx)
		if err != nil || done {
			return err
		}
		pause.Reset(wait)
	}
}

// wipeOnce reports whether nothing is owed any more.
func (s *Store) wipeOnce(ctx context.Context) (bool, error) {
	w, err := s.wipeState(ctx)
	if err != nil || !w.pending() {
		return err == nil, err
	}
	done, err := s.database.Wipe(ctx, driver.WipeJob{DB: s.db, Log: s.log, Tables: tables[:], All: w.all(), Lock: s.lockWrites})
	if err != nil || !done {
		return false, s.describe("wipe what was deleted", err)
	}
	release, err := s.lockWrites(ctx)
	if err != nil {
		return false, fmt.Errorf("wipe what was deleted: %w", err)
	}
	defer release()
	// What was deleted meanwhile is owed on.
	_, err = s.db.ExecContext(ctx, `UPDATE head SET wiped = $1 WHERE wiped < $1`, w.deletions)
	return err == nil, s.describe("wipe what was deleted", err)
}

// wipeAtStart tries once to wipe what a process that was killed has left owed,
// and what was ever deleted where the store has just been migrated: that takes
// as long as the store is large.
func (s *Store) wipeAtStart(ctx context.Context) {
	w, err := s.wipeState(ctx)
	if err == nil && w.pending() && (s.migrated || !w.all()) {
		_, err = s.wipeOnce(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "words that were deleted may still be in the database's files", "error", err)
	}
}

// KeepWiped wipes whenever words are deleted, by any process, until ctx ends.
// What fails is logged and tried again.
func (s *Store) KeepWiped(ctx context.Context) {
	const firstRest, longestRest = time.Second, 5 * time.Minute
	for rest := firstRest; ctx.Err() == nil; {
		err := s.keepWipedOnce(ctx)
		if err == nil {
			rest = firstRest
			continue
		}
		if ctx.Err() != nil {
			return
		}
		s.log.WarnContext(ctx, "words that were deleted may still be in the database's files", "error", err, "retry in", rest)
		select {
		case <-ctx.Done():
		case <-time.After(rest):
		}
		rest = min(2*rest, longestRest)
	}
}

func (s *Store) keepWipedOnce(ctx context.Context) error {
	w, err := s.wipeState(ctx)
	if err != nil {
		return err
	}
	if w.pending() {
		return s.Wipe(ctx)
	}
	within, cancel := context.WithTimeout(ctx, wipeInterval)
	defer cancel()
	if err := s.Wait(within, w.seq); within.Err() == nil {
		return err
	}
	return nil // it is time to look again
}
