// Package refresh reads sources again: on a schedule, and when somebody asks.
//
// One process at a time refreshes a source: it holds the source's lease, and
// every transaction that keeps what was read checks it. Each article is kept by
// itself, so a refresh that breaks off leaves what it had read, and the next
// one completes it. What was taken down is cut out of whatever is read.
//
// What is kept of a source's documents (their ETags and the like) spares
// fetching them again, and nothing else: statements are not kept but derived
// from the stored text, so a newer extractor reads what is stored anew, by the
// index's version, whether or not a page has changed.
package refresh

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

// Reader reads a source's documents; *fetch.Fetcher is one.
type Reader interface {
	Read(ctx context.Context, s corpus.Source, known map[string]corpus.Resource,
		yield func(fetch.Item) error, progress func(corpus.Progress)) error
}

// Options is what a Refresher works with.
type Options struct {
	Store  *store.Store
	Fetch  Reader
	Log    *slog.Logger
	Meter  meter  // counts and times refreshes; nil where nobody does
	Holder string // names this process in leases; unique among those that share the store
}

// meter hears of refreshes, and that Run goes round.
type meter interface {
	// Refreshed hears what a refresh came to.
	Refreshed(run corpus.Run, err error, took time.Duration)
	// Queued hears how long a person's reading waited for its turn.
	Queued(wait time.Duration)
	// SetAside hears that a document was set aside.
	SetAside()
	Beat(loop string)
}

// Refresher refreshes sources. Its methods may be called from any number of
// goroutines.
type Refresher struct {
	store  *store.Store
	fetch  Reader
	log    *slog.Logger
	meter  meter
	holder string

	manual  *slots
	unreachable unreachable
	largeSlots   chan struct{} // holds a token for each large article whose statements are looked for
}

// New makes a Refresher.
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
	return &Refresher{store: o.Store, fetch: o.Fetch, log: o.Log, meter: o.Meter, holder: o.Holder, manual: newSlots(maxManual, maxManualPerGuild), largeSlots: make(chan struct{}, maxLarge)}
}

// errNotDue says that another process has refreshed the source meanwhile.
var errNotDue = errors.New("the source is not due any more")

// Refresh reads the source and keeps what it finds. A source that cannot be
// read is no error: the Run says so, and the source waits for longer. Progress
// is told how far it is, and whether it waits for its turn; it may be nil.
//
// On schedule it reads for one turn. If the source is not read to its end by
// then, the Run has no Finished, and the source stays due. By hand it takes one
// turn after the other, others' between them, for an hour at most.
//
// It returns corpus.ErrBusy where the source is being refreshed elsewhere,
// corpus.ErrNoSource where it is not there or was removed meanwhile,
// corpus.ErrNotRefreshed where its kind is never read again, and the store's
// errors: then what had been read stands, and the source stays due.
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
	// Each refresh is a holder of its own, so that two of one process exclude
	// one another too.
	ctx, lease, release, err := r.holdLease(ctx, store.SourceLease(s.ID), r.holder+"/"+rand.Text())
	if errors.Is(err, store.ErrLeaseHeld) {
		return run, fmt.Errorf("%q: %w: wait for its report", s.Name, corpus.ErrBusy)
	}
	if err != nil {
		return run, failed(s.Name, err)
	}
	defer release()
	j := &job{r: r, lease: lease, run: run, failed: map[string]bool{}}
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
		leave() // others may have it for a turn
		if leave, err = r.acquireSlot(ctx, s, run.Trigger, progress); err != nil {
			leave = func() {}
			return j.run, err
		}
	}
}

// acquireSlot takes the place of a reading that a person asked for. The schedule has
// its own.
func (r *Refresher) acquireSlot(ctx context.Context, s corpus.Source, trigger corpus.Trigger, progress func(corpus.Progress)) (leave func(), err error) {
	if trigger == corpus.TriggerSchedule {
		return func() {}, nil
	}
	return r.Wait(ctx, s.Guild, s.Name, progress)
}

// Wait waits until a person may set off a reading for the guild, and returns
// what ends it, which the caller must call. Progress is told how many are served
// before; it may be nil. Refresh does so itself.
//
// People's readings and the schedule's have places of their own, so that neither
// delay the other.
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

// acquireLarge waits until an article of that many bytes may be looked through for its
// statements, which takes memory and time. The caller must call free.
func (r *Refresher) acquireLarge(ctx context.Context, size int) (free func(), err error) {
	if size <= largeArticle {
		return func() {}, nil
	}
	select {
	case r.largeSlots <- struct{}{}:
		return func() { <-r.largeSlots }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// failed tells that the store stopped a refresh.
func failed(name string, err error) error {
	return fmt.Errorf("%q is not refreshed: %w; what had been read stands, and the rest is tried again", name, err)
}

// now is the time as the store keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// leaseTime is how long a lease holds without being renewed: for how long a
// source is left alone after the process that refreshed it was killed.
const leaseTime = time.Minute

// holdLease takes a lease and renews it until release is called, which the caller
// must. The context ends when the lease is lost.
func (r *Refresher) holdLease(ctx context.Context, name, holder string) (held context.Context, lease store.Lease, release func(), err error) {
	lease, err = r.store.Acquire(ctx, name, holder, leaseTime)
	if err != nil {
		return nil, store.Lease{}, nil, err
	}
	held, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(leaseTime / 3)
		defer tick.Stop()
		for {
			select {
			case <-held.Done():
				return
			case <-tick.C:
			}
			// Where the store is away the lease may run out; then the next
			// transaction says so.
			if _, err := r.store.Renew(held, lease, leaseTime); errors.Is(err, store.ErrLeaseLost) {
				cancel(err)
			} else if err != nil && held.Err() == nil {
				r.log.WarnContext(held, "lease not renewed", "lease", name, "error", err)
			}
		}
	}()
	return held, lease, func() {
		cancel(context.Canceled)
		<-done
		// Whoever waits for the source need not wait for the lease to run out,
		// though this process is being stopped.
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		if err := r.store.Release(ctx, lease); err != nil && !errors.Is(err, store.ErrLeaseLost) {
			r.log.WarnContext(ctx, "lease not released", "lease", name, "error", err)
		}
	}, nil
}
