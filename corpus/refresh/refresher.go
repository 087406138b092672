package refresh

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/store"
)

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

// How many readings a process does at once. They mostly wait for the network.
// Their costs are limited elsewhere: parsing by the worker's pool, memory and
// requests per host by the fetcher.
const (
	maxScheduled         = 16 // on schedule
	maxScheduledPerGuild = 2  // of these, per guild
	maxManual            = 8  // started by people
	maxManualPerGuild    = 2  // of these, per guild
)

const (
	largeArticle = 256 << 10 // bytes of text above which an article is large
	maxLarge     = 2         // how many large articles are extracted at once
)
