package refresh

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"verbatim/corpus"
)

const (
	dueBatch    = 1024             // how many due sources are loaded at a time
	dueInterval = 10 * time.Second // between checks for due sources
	busyPause   = 30 * time.Second // before retrying a source that another process refreshes
	outagePause = time.Minute      // before retrying after a failure of the store
)

// How many readings a process does at once. They mostly wait for the network.
// Their costs are limited elsewhere: parsing by the worker's pool, memory and
// requests per host by the fetcher.
const (
	maxScheduled         = 16 // on schedule
	maxScheduledPerGuild = 2  // of these, per guild
	maxManual            = 8  // started by people
	maxManualPerGuild    = 2  // of these, per guild
)

// loop is the state of Run.
type loop struct {
	r          *engine
	refresh    func(context.Context, corpus.Source) (corpus.Run, error)
	group      sync.WaitGroup
	results    chan result
	running    map[corpus.SourceID]bool
	resting    map[corpus.SourceID]time.Time // earliest time of the next try
	perGuild   map[corpus.GuildID]int        // how many refreshes run per guild
	served     map[corpus.GuildID]int        // the turn in which a guild was last served
	turns      int                           // count of turns
	due        []corpus.Source               // due sources that have not been started
	lastLook   time.Time
	storeFails bool // the last query of the store failed
}

// result is the result of a refresh.
type result struct {
	source corpus.Source
	run    corpus.Run
	err    error
}

func newLoop(e *engine, refresh func(context.Context, corpus.Source) (corpus.Run, error)) *loop {
	return &loop{
		r: e, refresh: refresh, results: make(chan result), running: map[corpus.SourceID]bool{}, resting: map[corpus.SourceID]time.Time{},
		perGuild: map[corpus.GuildID]int{}, served: map[corpus.GuildID]int{},
	}
}

// run does the work of Refresher.Run.
func (l *loop) run(ctx context.Context) {
	defer l.group.Wait()
	tick := time.NewTicker(dueInterval)
	defer tick.Stop()
	sweep := time.Now()
	for {
		l.r.meter.Beat(loopRefresh)
		if !time.Now().Before(sweep) {
			sweep = time.Now().Add(sweeper{l.r}.daily(ctx))
		}
		l.startDue(ctx)
		select {
		case <-ctx.Done():
			return
		case e := <-l.results:
			l.finish(ctx, e)
		case <-tick.C:
		}
	}
}

// startDue starts as many refreshes of due sources as allowed.
func (l *loop) startDue(ctx context.Context) {
	now := time.Now()
	for id, until := range l.resting {
		if !now.Before(until) {
			delete(l.resting, id)
		}
	}
	if now.Sub(l.lastLook) >= dueInterval {
		l.due = nil // others may be due now
	}
	for fresh := false; len(l.running) < maxScheduled && ctx.Err() == nil; {
		if at := l.next(); at >= 0 {
			s := l.due[at]
			l.due = slices.Delete(l.due, at, at+1)
			l.begin(ctx, s)
			continue
		}
		if fresh || len(l.due) > 0 || !l.loadDue(ctx) {
			return
		}
		fresh = true
	}
}

// loadDue loads the due sources. It returns false if the store failed.
func (l *loop) loadDue(ctx context.Context) bool {
	due, err := l.r.store.Due(ctx, time.Now(), maxScheduledPerGuild+len(l.running)+len(l.resting), dueBatch)
	if err != nil {
		if !l.storeFails && ctx.Err() == nil {
			l.r.log.ErrorContext(ctx, "sources that are due are not known; looking again", "error", err)
		}
		l.storeFails = true
		return false
	}
	l.due, l.lastLook, l.storeFails = due, time.Now(), false
	return true
}

// next returns the index of the source to start, or -1. It picks the guild
// below its limit that was served the longest ago, and that guild's first due
// source.
func (l *loop) next() int {
	best := -1
	for i, s := range l.due {
		if _, rests := l.resting[s.ID]; rests || l.running[s.ID] || l.perGuild[s.Guild] >= maxScheduledPerGuild {
			continue
		}
		if best < 0 || l.served[s.Guild] < l.served[l.due[best].Guild] {
			best = i
		}
	}
	return best
}

func (l *loop) begin(ctx context.Context, s corpus.Source) {
	l.running[s.ID] = true
	l.perGuild[s.Guild]++
	l.turns++
	l.served[s.Guild] = l.turns
	l.group.Go(func() {
		run, err := l.refresh(ctx, s)
		select {
		case l.results <- result{s, run, err}:
		case <-ctx.Done():
		}
	})
}

// finish ends a refresh. If the source stays due, it pauses it and logs why.
func (l *loop) finish(ctx context.Context, e result) {
	delete(l.running, e.source.ID)
	l.due = slices.DeleteFunc(l.due, func(s corpus.Source) bool { return s.ID == e.source.ID })
	if l.perGuild[e.source.Guild]--; l.perGuild[e.source.Guild] == 0 {
		delete(l.perGuild, e.source.Guild)
	}
	if len(l.running) == 0 && len(l.due) == 0 {
		clear(l.served) // no guild is waiting
	}
	log := l.r.log.With("source", e.source.Name, "guild", e.source.Guild)
	switch {
	case e.err == nil, errors.Is(e.err, errNotDue), errors.Is(e.err, corpus.ErrNoSource), ctx.Err() != nil:
	case errors.Is(e.err, corpus.ErrBusy):
		l.resting[e.source.ID] = time.Now().Add(busyPause)
	default:
		l.resting[e.source.ID] = time.Now().Add(outagePause)
		log.ErrorContext(ctx, "source not refreshed; trying again", "error", e.err)
	}
}
