package store

import (
	"context"
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// How long Wipe pauses between attempts. Each attempt makes PostgreSQL scan all
// tables, and a reader may keep it waiting for hours.
const (
	minWipePause = 20 * time.Millisecond
	maxWipePause = 5 * time.Second
)

// wipeInterval is how often KeepWiped checks for deletions that the change feed
// does not announce.
const wipeInterval = time.Minute

// wipeState is the state of deletions and wipes in the head.
type wipeState struct {
	deletions int64 // how many deletions there were
	wiped     int64 // how many of them are wiped; -1 if not even those before the count began
	seq       corpus.Seq
}

func (w wipeState) pending() bool { return w.wiped < w.deletions || w.all() }

// all reports whether data that was deleted before deletions were counted must
// be wiped too.
func (w wipeState) all() bool { return w.wiped < 0 }

func (s *Store) wipeState(ctx context.Context) (w wipeState, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT deletions, wiped, seq FROM head`).Scan(&w.deletions, &w.wiped, &w.seq)
	return w, s.describe("read what to wipe", err)
}

// Unwiped reports whether deleted data may still be in the database's files.
func (s *Store) Unwiped(ctx context.Context) (bool, error) {
	w, err := s.wipeState(ctx)
	return w.pending(), err
}

// Wipe removes deleted data from the database's files: from the log of a SQLite
// file and, the first time, from pages that older programs freed. On PostgreSQL
// it vacuums the tables. It returns at once when all is wiped.
//
// It waits for readers that still see the data and for writers of any process,
// without making them wait. If ctx ends first, it returns the error of ctx. The
// store remembers what is left to wipe, so the next call continues.
func (s *Store) Wipe(ctx context.Context) error {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for wait := minWipePause; ; wait = min(2*wait, maxWipePause) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wipe deleted data: %w", ctx.Err())
		case <-pause.C:
		}
		done, err := s.wipeOnce(ctx)
		if err != nil || done {
			return err
		}
		pause.Reset(wait)
	}
}

// wipeOnce makes one attempt. It reports whether everything is wiped.
func (s *Store) wipeOnce(ctx context.Context) (bool, error) {
	w, err := s.wipeState(ctx)
	if err != nil || !w.pending() {
		return err == nil, err
	}
	done, err := s.database.Wipe(ctx, driver.WipeJob{DB: s.db, Log: s.log, Tables: tables[:], All: w.all(), Lock: s.lockWrites})
	if err != nil || !done {
		return false, s.describe("wipe deleted data", err)
	}
	release, err := s.lockWrites(ctx)
	if err != nil {
		return false, fmt.Errorf("wipe deleted data: %w", err)
	}
	defer release()
	// Deletions since then stay to be wiped.
	_, err = s.db.ExecContext(ctx, `UPDATE head SET wiped = $1 WHERE wiped < $1`, w.deletions)
	return err == nil, s.describe("wipe deleted data", err)
}

// wipeAtStart makes one attempt to wipe what a killed process has left. If this
// process has just migrated the store, it also wipes what was deleted before
// deletions were counted, which takes long if the store is large.
func (s *Store) wipeAtStart(ctx context.Context) {
	w, err := s.wipeState(ctx)
	if err == nil && w.pending() && (s.migrated || !w.all()) {
		_, err = s.wipeOnce(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "deleted words may still be in the database's files", "error", err)
	}
}

// KeepWiped wipes whenever a process deletes data, until ctx ends. If it fails,
// it logs the error and tries again.
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
		s.log.WarnContext(ctx, "deleted words may still be in the database's files", "error", err, "retry in", rest)
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
	return nil // time to check again
}
