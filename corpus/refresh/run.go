package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// How many readings a process has under way at once. Most of their time they wait
// for the network. What they may cost is bounded elsewhere: the worker's pool
// bounds the parsing, the fetcher the memory and the requests to one host.
const (
	maxScheduled     = 16 // on schedule
	maxScheduledPerGuild       = 2  // of these, of one guild
	maxManual = 8  // that people set off
	maxManualPerGuild   = 2  // of these, of one guild
)

const (
	largeArticle = 256 << 10 // bytes of text past which an article is large
	maxLarge     = 2         // of these whose statements are looked for at once
)

const (
	dueBatch    = 1024             // sources that are due, taken from the store at a time
	dueInterval = 10 * time.Second // for sources that are due
	busyPause  = 30 * time.Second // before a source is tried again that another process is at
	outagePause = time.Minute      // the same, after the store failed
)

const (
	sweepInterval = 24 * time.Hour
	sweepRetry  = time.Hour // before it is tried again
	sweepLease = "sweep"
)

// Grace is how long a guild's data is kept after the bot has left it.
const Grace = 30 * 24 * time.Hour

// Run refreshes the sources that are due until ctx ends. Guilds take turns, and
// the shared corpus counts as one of them: the guild that was served the longest
// ago is next, with its source that has waited longest. A source reads for one
// turn and goes on at its next, so one guild's sources, however many and slow,
// do not delay another's by more than a turn. Once a day, in one of the
// processes, it sweeps the store, and forgets the guilds that were left longer
// ago than Grace. What fails is logged and tried again. It returns when all
// that it began has ended.
func (r *Refresher) Run(ctx context.Context) {
	l := loop{
		r: r, results: make(chan result), running: map[corpus.SourceID]bool{}, resting: map[corpus.SourceID]time.Time{},
		perGuild: map[corpus.GuildID]int{}, served: map[corpus.GuildID]int{},
	}
	defer l.group.Wait()
	tick := time.NewTicker(dueInterval)
	defer tick.Stop()
	sweep := time.Now()
	for {
		r.meter.Beat(loopRefresh)
		if !time.Now().Before(sweep) {
			sweep = time.Now().Add(r.sweepDaily(ctx))
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

// loop is the state of Run.
type loop struct {
	r       *Refresher
	group   sync.WaitGroup
	results   chan result
	running map[corpus.SourceID]bool
	resting map[corpus.SourceID]time.Time // not to be tried before
	perGuild      map[corpus.GuildID]int        // how many run of a guild
	served  map[corpus.GuildID]int        // when a guild was served last, counted in turns
	turns   int                           // begun so far
	due     []corpus.Source               // that were due at the last look and have not begun
	lastLook  time.Time
	storeFails bool // the store did not answer the last look
}

// result is what came of a refresh.
type result struct {
	source corpus.Source
	run    corpus.Run
	err    error
}

// startDue begins to refresh sources that are due, as many as may be.
func (l *loop) startDue(ctx context.Context) {
	now := time.Now()
	for id, until := range l.resting {
		if !now.Before(until) {
			delete(l.resting, id)
		}
	}
	if now.Sub(l.lastLook) >= dueInterval {
		l.due = nil // others have become due
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

// loadDue looks for the sources that are due. It reports whether the store answered.
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

// next is the source to begin with, -1 if none can begin: of those guilds that
// have room the one that was served the longest ago, and its first that is due.
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
		run, err := l.r.Refresh(ctx, s, corpus.TriggerSchedule, corpus.BySchedule, nil)
		select {
		case l.results <- result{s, run, err}:
		case <-ctx.Done():
		}
	})
}

// finish lets a source rest that stays due, and logs why it does.
func (l *loop) finish(ctx context.Context, e result) {
	delete(l.running, e.source.ID)
	l.due = slices.DeleteFunc(l.due, func(s corpus.Source) bool { return s.ID == e.source.ID })
	if l.perGuild[e.source.Guild]--; l.perGuild[e.source.Guild] == 0 {
		delete(l.perGuild, e.source.Guild)
	}
	if len(l.running) == 0 && len(l.due) == 0 {
		clear(l.served) // nobody waits: nobody is owed a turn
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

// sweepDaily sweeps where no process has done so for a day, and returns how
// long to wait before the next try.
func (r *Refresher) sweepDaily(ctx context.Context) time.Duration {
	// The lease is not given back but runs out in a day: that is what keeps
	// the other processes, and this one when it starts again, from sweeping.
	lease, err := r.store.Acquire(ctx, sweepLease, r.holder, sweepInterval-time.Minute)
	if errors.Is(err, store.ErrLeaseHeld) {
		return sweepRetry
	}
	if err == nil {
		if err = r.Sweep(ctx); err != nil {
			err = errors.Join(err, r.store.Release(context.WithoutCancel(ctx), lease))
		}
	}
	if err != nil {
		if ctx.Err() == nil {
			r.log.ErrorContext(ctx, "store not swept; trying again", "error", err)
		}
		return sweepRetry
	}
	return sweepInterval
}

// Sweep clears away what is kept for a time only: removed articles and sources
// after a week, and the data of guilds that were left longer ago than Grace.
func (r *Refresher) Sweep(ctx context.Context) error {
	left, err := r.store.LeftGuilds(ctx, time.Now().Add(-Grace))
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, guild := range left {
		r.meter.Beat(loopRefresh)
		var articles int
		err := r.store.Update(ctx, "forget a guild", func(tx *store.Tx) error {
			// The bot may have come back in the meantime.
			left, err := r.store.LeftGuilds(ctx, time.Now().Add(-Grace))
			if err != nil || !slices.Contains(left, guild) {
				return err
			}
			articles, err = tx.Forget(ctx, guild)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep: guild %s: %w", guild, err)
		}
		r.log.InfoContext(ctx, "forgot a guild that was left", "guild", guild, "articles", articles)
	}
	if err := r.store.Sweep(ctx, time.Now()); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}
