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

const (
	atOnce    = 2                // sources that a process refreshes at once on schedule
	lookEvery = 10 * time.Second // for sources that are due
	busyRest  = 30 * time.Second // before a source is tried again that another process is at
	storeRest = time.Minute      // the same, after the store failed
)

const (
	sweepEvery = 24 * time.Hour
	sweepRest  = time.Hour // before it is tried again
	sweepLease = "sweep"
)

// Grace is how long a guild's data is kept after the bot has left it.
const Grace = 30 * 24 * time.Hour

// Run refreshes the sources that are due until ctx ends, a few at once, those
// that have waited longest first; so sources that became due while no process
// ran are caught up with one after the other. Once a day, in one of the
// processes, it sweeps the store, and forgets the guilds that were left longer
// ago than Grace. What fails is logged and tried again. It returns when all
// that it began has ended.
func (r *Refresher) Run(ctx context.Context) {
	l := loop{r: r, ended: make(chan ended), running: map[corpus.SourceID]bool{}, resting: map[corpus.SourceID]time.Time{}}
	defer l.group.Wait()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	sweep := time.Now()
	for {
		r.meter.Beat(loopRefresh)
		if !time.Now().Before(sweep) {
			sweep = time.Now().Add(r.sweepDaily(ctx))
		}
		l.look(ctx)
		select {
		case <-ctx.Done():
			return
		case e := <-l.ended:
			l.end(ctx, e)
		case <-tick.C:
		}
	}
}

// loop is the state of Run.
type loop struct {
	r       *Refresher
	group   sync.WaitGroup
	ended   chan ended
	running map[corpus.SourceID]bool
	resting map[corpus.SourceID]time.Time // not to be tried before
	failing bool                          // the store did not answer the last look
}

// ended is what came of a refresh.
type ended struct {
	source corpus.Source
	run    corpus.Run
	err    error
}

// look begins to refresh sources that are due, as many as may be.
func (l *loop) look(ctx context.Context) {
	now := time.Now()
	for id, until := range l.resting {
		if !now.Before(until) {
			delete(l.resting, id)
		}
	}
	if len(l.running) >= atOnce || ctx.Err() != nil {
		return
	}
	due, err := l.r.store.Due(ctx, now, atOnce+len(l.running)+len(l.resting))
	if err != nil {
		if !l.failing && ctx.Err() == nil {
			l.r.log.ErrorContext(ctx, "sources that are due are not known; looking again", "error", err)
		}
		l.failing = true
		return
	}
	l.failing = false
	for _, s := range due {
		if _, rests := l.resting[s.ID]; rests || l.running[s.ID] || len(l.running) >= atOnce {
			continue
		}
		l.running[s.ID] = true
		l.group.Go(func() {
			run, err := l.r.Refresh(ctx, s, corpus.TriggerSchedule, corpus.BySchedule, nil)
			select {
			case l.ended <- ended{s, run, err}:
			case <-ctx.Done():
			}
		})
	}
}

// end lets a source rest that stays due, and logs why it does.
func (l *loop) end(ctx context.Context, e ended) {
	delete(l.running, e.source.ID)
	log := l.r.log.With("source", e.source.Name, "guild", e.source.Guild)
	switch {
	case e.err == nil, errors.Is(e.err, errNotDue), errors.Is(e.err, corpus.ErrNoSource), ctx.Err() != nil:
	case errors.Is(e.err, corpus.ErrBusy):
		l.resting[e.source.ID] = time.Now().Add(busyRest)
	default:
		l.resting[e.source.ID] = time.Now().Add(storeRest)
		log.ErrorContext(ctx, "source not refreshed; trying again", "error", e.err)
	}
}

// sweepDaily sweeps where no process has done so for a day, and returns how
// long to wait before the next try.
func (r *Refresher) sweepDaily(ctx context.Context) time.Duration {
	// The lease is not given back but runs out in a day: that is what keeps
	// the other processes, and this one when it starts again, from sweeping.
	lease, err := r.store.Acquire(ctx, sweepLease, r.holder, sweepEvery-time.Minute)
	if errors.Is(err, store.ErrLeaseHeld) {
		return sweepRest
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
		return sweepRest
	}
	return sweepEvery
}

// Sweep clears away what is kept for a time only: removed articles and sources
// after a week, and the data of guilds that were left longer ago than Grace.
func (r *Refresher) Sweep(ctx context.Context) error {
	left, err := r.store.Left(ctx, time.Now().Add(-Grace))
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, guild := range left {
		r.meter.Beat(loopRefresh)
		var articles int
		err := r.store.Update(ctx, "forget a guild", func(tx *store.Tx) error {
			// The bot may have come back in the meantime.
			left, err := r.store.Left(ctx, time.Now().Add(-Grace))
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
