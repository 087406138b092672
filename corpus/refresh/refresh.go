// Package refresh reads sources again, on schedule and on request.
//
// Only one process at a time refreshes a source. It holds the source's lease,
// and every transaction checks the lease. Each article is stored separately. So
// when a refresh is interrupted, the articles read so far stay, and the next
// refresh reads the rest. Text that was taken down is removed from all that is
// read.
//
// The stored state of documents (such as ETags) only saves downloads.
// Statements are not stored but derived from the stored text. So a newer
// extractor applies to all articles through the index's version, whether or not
// their pages change.
package refresh

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// Options configures a Refresher.
type Options struct {
	Store  *store.Store
	Fetch  Reader
	Log    *slog.Logger
	Meter  meter  // counts and times refreshes; may be nil
	Holder string // name of this process in leases; must be unique among those that share the store
}

// Refresher refreshes sources. It is safe for concurrent use.
type Refresher struct {
	*engine
	manual *slots
}

// New returns a Refresher.
func New(o Options) *Refresher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Holder == "" {
		o.Holder = rand.Text()
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	e := &engine{store: o.Store, fetch: o.Fetch, log: o.Log, meter: o.Meter, holder: o.Holder, largeSlots: make(chan struct{}, maxLarge)}
	return &Refresher{engine: e, manual: newSlots(maxManual, maxManualPerGuild)}
}

// Refresh reads the source and stores its articles. If the source cannot be
// read, Refresh returns no error: the Run says so, and the source waits longer.
// progress may be nil. Refresh calls it with the progress, and while it waits
// for its turn.
//
// On schedule it reads for one turn. If that is not enough, the Run has no
// Finished time and the source stays due. For a person it takes one turn after
// another, with turns of others in between, for an hour at most.
//
// The error is corpus.ErrBusy if the source is already being refreshed,
// corpus.ErrNoSource if it does not exist or was removed in the meantime, and
// corpus.ErrNotRefreshed if its kind is never read again. When the store fails,
// articles stored so far stay and the source stays due.
func (r *Refresher) Refresh(ctx context.Context, s corpus.Source, trigger corpus.Trigger, by string, progress func(corpus.Progress)) (corpus.Run, error) {
	begin := time.Now()
	run, err := r.refresh(ctx, s, corpus.Run{Guild: s.Guild, Source: s.ID, Trigger: trigger, By: by, Started: now()}, progress)
	r.report(ctx, s, run, err, time.Since(begin))
	return run, err
}

func (r *Refresher) refresh(ctx context.Context, s corpus.Source, run corpus.Run, progress func(corpus.Progress)) (corpus.Run, error) {
	if !s.Kind.Refreshed() {
		return run, fmt.Errorf("%q: %w: remove it and add it anew to change it", s.Name, corpus.ErrNotRefreshed)
	}
	if progress == nil {
		progress = func(corpus.Progress) {}
	}
	leave, err := r.acquireSlot(ctx, s, run.Trigger, progress)
	if err != nil {
		return run, err
	}
	defer func() { leave() }()
	// Each refresh has its own holder, so two in the same process exclude each
	// other too.
	ctx, lease, release, err := r.holdLease(ctx, store.SourceLease(s.ID), r.holder+"/"+rand.Text())
	if errors.Is(err, store.ErrLeaseHeld) {
		return run, fmt.Errorf("%q: %w: wait for its report", s.Name, corpus.ErrBusy)
	}
	if err != nil {
		return run, failed(s.Name, err)
	}
	defer release()
	j := newTurnReader(r.engine, lease, run)
	if err := j.prepare(ctx, s); err != nil {
		return run, err
	}
	if j.crashed != nil && !j.byHand() {
		return j.run, j.backOff(ctx)
	}
	for {
		more, err := j.turn(ctx, progress)
		if err != nil || !more || !j.byHand() {
			return j.run, err
		}
		leave() // let others have the slot for a turn
		if leave, err = r.acquireSlot(ctx, s, run.Trigger, progress); err != nil {
			leave = func() {}
			return j.run, err
		}
	}
}

// report counts and logs the result of a refresh. Errors are logged by the
// caller.
func (r *Refresher) report(ctx context.Context, s corpus.Source, run corpus.Run, err error, took time.Duration) {
	if errors.Is(err, errNotDue) || errors.Is(err, corpus.ErrNotRefreshed) {
		return // there was no work
	}
	log := r.log.With("source", s.Name, "guild", s.Guild)
	if err == nil && run.Finished.IsZero() {
		log.DebugContext(ctx, "source goes on at its next turn", "result", run.Tally.String())
		return
	}
	if whole := run.Finished.Sub(run.Started); whole > took {
		took = whole // it took several turns
	}
	r.meter.Refreshed(run, err, took)
	switch {
	case err != nil:
	case run.Error != "":
		log.WarnContext(ctx, "source not refreshed", "result", run.Tally.String(), "problem", run.Error)
	case run.Note != "":
		log.WarnContext(ctx, "source refreshed", "result", run.Tally.String(), "problem", run.Note)
	default:
		log.InfoContext(ctx, "source refreshed", "result", run.Tally.String())
	}
}

// acquireSlot takes a slot for a reading that a person asked for. Scheduled
// readings need none.
func (r *Refresher) acquireSlot(ctx context.Context, s corpus.Source, trigger corpus.Trigger, progress func(corpus.Progress)) (leave func(), err error) {
	if trigger == corpus.TriggerSchedule {
		return func() {}, nil
	}
	return r.Wait(ctx, s.Guild, s.Name, progress)
}

// Wait waits until the guild may start a reading for a person. The caller must
// call leave at its end. progress may be nil; Wait calls it with the number of
// readings that come first. Refresh calls Wait itself.
//
// Scheduled readings do not use these slots, so neither kind delays the other.
func (r *Refresher) Wait(ctx context.Context, guild corpus.GuildID, doing string, progress func(corpus.Progress)) (leave func(), err error) {
	begin := time.Now()
	leave, err = r.manual.acquire(ctx, guild, func(before int) {
		if progress != nil {
			progress(corpus.Progress{Doing: doing, Waiting: true, Before: before})
		}
	})
	if err == nil {
		r.meter.Queued(time.Since(begin))
	}
	return leave, err
}

// Run refreshes due sources until ctx ends. Guilds take turns; the shared
// corpus counts as one. Next is the guild that was served the longest ago, with
// its source that has waited longest. A source is read for one turn and
// continues at its next turn. So a guild with many or slow sources delays
// another guild by at most one turn. Once a day, one of the processes sweeps
// the store and deletes the data of guilds that were left longer ago than
// Grace. Failures are logged and tried again. Run returns when all its work has
// ended.
func (r *Refresher) Run(ctx context.Context) {
	newLoop(r.engine, func(ctx context.Context, s corpus.Source) (corpus.Run, error) {
		return r.Refresh(ctx, s, corpus.TriggerSchedule, corpus.BySchedule, nil)
	}).run(ctx)
}

// Sweep deletes data whose time is over: removed articles and sources after a
// week, and the data of guilds that were left longer ago than Grace.
func (r *Refresher) Sweep(ctx context.Context) error { return sweeper{r.engine}.sweep(ctx) }
