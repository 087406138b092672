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
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

// Reader reads the documents of a source. *fetch.Fetcher implements it.
type Reader interface {
	Read(ctx context.Context, s corpus.Source, known map[string]corpus.Resource,
		yield func(fetch.Item) error, progress func(corpus.Progress)) error
}

// Options configures a Refresher.
type Options struct {
	Store  *store.Store
	Fetch  Reader
	Log    *slog.Logger
	Meter  meter  // counts and times refreshes; may be nil
	Holder string // name of this process in leases; must be unique among those that share the store
}

// meter measures refreshes and the loop of Run.
type meter interface {
	// Refreshed is called with the result of a refresh.
	Refreshed(run corpus.Run, err error, took time.Duration)
	// Queued is called with the time that a person's reading waited for its
	// turn.
	Queued(wait time.Duration)
	// SetAside is called when a document is set aside.
	SetAside()
	Beat(loop string)
}

// Refresher refreshes sources. It is safe for concurrent use.
type Refresher struct {
	store  *store.Store
	fetch  Reader
	log    *slog.Logger
	meter  meter
	holder string

	manual      *slots
	unreachable unreachable
	largeSlots  chan struct{} // holds a token for each large article that is being extracted
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
	return &Refresher{store: o.Store, fetch: o.Fetch, log: o.Log, meter: o.Meter, holder: o.Holder, manual: newSlots(maxManual, maxManualPerGuild), largeSlots: make(chan struct{}, maxLarge)}
}

// errNotDue means that another process has refreshed the source in the
// meantime.
var errNotDue = errors.New("the source is not due any more")

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
		leave() // let others have the slot for a turn
		if leave, err = r.acquireSlot(ctx, s, run.Trigger, progress); err != nil {
			leave = func() {}
			return j.run, err
		}
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

// acquireLarge waits until an article of this size may be extracted, which
// takes memory and time. The caller must call free.
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

// failed returns the error of a refresh that the store has stopped.
func failed(name string, err error) error {
	return fmt.Errorf("%q is not refreshed: %w; what had been read stands, and the rest is tried again", name, err)
}

// now returns the time in the store's precision.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// leaseTime is how long a lease lasts unless it is renewed. If a process is
// killed, its sources wait this long.
const leaseTime = time.Minute

// holdLease takes a lease and renews it until the caller calls release. The
// context ends when the lease is lost.
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
			// If the store cannot be reached, the lease may expire; the next
			// transaction then returns an error.
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
		// Release the lease even when the process is stopping, so others need
		// not wait until it expires.
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		if err := r.store.Release(ctx, lease); err != nil && !errors.Is(err, store.ErrLeaseLost) {
			r.log.WarnContext(ctx, "lease not released", "lease", name, "error", err)
		}
	}, nil
}
