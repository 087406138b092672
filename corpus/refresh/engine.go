package refresh

import (
	"context"
	"errors"
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

// engine is what the refreshes and the loop of a Refresher share.
type engine struct {
	store  *store.Store
	fetch  Reader
	log    *slog.Logger
	meter  meter
	holder string // name of this process in leases

	unreachable unreachable
	largeSlots  chan struct{} // holds a token for each large article that is being extracted
}

// leaseTime is how long a lease lasts unless it is renewed. If a process is
// killed, its sources wait this long.
const leaseTime = time.Minute

// holdLease takes a lease and renews it until the caller calls release. The
// context ends when the lease is lost.
func (e *engine) holdLease(ctx context.Context, name, holder string) (held context.Context, lease store.Lease, release func(), err error) {
	lease, err = e.store.Acquire(ctx, name, holder, leaseTime)
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
			if _, err := e.store.Renew(held, lease, leaseTime); errors.Is(err, store.ErrLeaseLost) {
				cancel(err)
			} else if err != nil && held.Err() == nil {
				e.log.WarnContext(held, "lease not renewed", "lease", name, "error", err)
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
		if err := e.store.Release(ctx, lease); err != nil && !errors.Is(err, store.ErrLeaseLost) {
			e.log.WarnContext(ctx, "lease not released", "lease", name, "error", err)
		}
	}, nil
}

const (
	largeArticle = 256 << 10 // bytes of text above which an article is large
	maxLarge     = 2         // how many large articles are extracted at once
)

// acquireLarge waits until an article of this size may be extracted, which
// takes memory and time. The caller must call free.
func (e *engine) acquireLarge(ctx context.Context, size int) (free func(), err error) {
	if size <= largeArticle {
		return func() {}, nil
	}
	select {
	case e.largeSlots <- struct{}{}:
		return func() { <-e.largeSlots }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
