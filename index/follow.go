package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
)

// Articles are committed together up to about batchBytes of text: as many as
// those before them let expect, at most maxChanges, at first firstChanges.
const (
	batchBytes   = 2 << 20
	firstChanges = 16
	maxChanges   = 512
)

// CatchUp brings the index to where the feed's head is at the call. Searches
// go on meanwhile.
func (x *Index) CatchUp(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	at, err := x.usablePosition(ctx, head)
	if err != nil {
		return err
	}
	// The documents of the next batch are made while one is committed.
	ctx, cancel := context.WithCancel(ctx)
	prepared := make(chan batch)
	var preparing sync.WaitGroup
	preparing.Go(func() { x.prepare(ctx, at.Seq, head.Seq, prepared) })
	defer preparing.Wait()
	defer cancel()
	for b := range prepared {
		if b.err != nil {
			return b.err
		}
		if err := x.commit(b); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	defer x.life.waiting()() // merging takes as long as the index is large
	return x.view.compact(ctx)
}

// usablePosition is where the index stands. An index that no longer fits the
// feed begins anew.
func (x *Index) usablePosition(ctx context.Context, head corpus.Head) (position, error) {
	at, err := x.position()
	if err != nil {
		return at, err
	}
	unusable := at.usable(head)
	if unusable == nil || at.Seq == 0 && at.Epoch == head.Epoch {
		return at, nil // an empty index needs nothing that the feed has forgotten
	}
	x.log.Warn("build the index anew", "folder", x.dir, "reason", unusable)
	if err := x.replace(ctx); err != nil {
		return at, err
	}
	return x.position()
}

// How long Follow pauses after a failure: at first, and at most.
const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// Follow keeps the index up with the feed until ctx ends, then returns nil. A
// failure is logged and tried again, at first after a second.
func (x *Index) Follow(ctx context.Context) error {
	pause := x.pause
	for ctx.Err() == nil {
		err := x.followOnce(ctx)
		if err == nil {
			pause = x.pause
			continue
		}
		if errors.Is(err, errClosed) {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		x.log.Error("the index does not keep up with the store", "error", err, "retry in", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
	return nil //nolint:nilerr // what failed has been logged; the end of ctx is no failure
}

func (x *Index) followOnce(ctx context.Context) error {
	x.life.beat()
	if err := x.CatchUp(ctx); err != nil {
		return err
	}
	if err := x.persisted(ctx); err != nil {
		return err
	}
	at, err := x.position()
	if err != nil {
		return err
	}
	defer x.life.waiting()()
	return x.feed.Wait(ctx, at.Seq)
}

// persisted waits until what is followed is on disk.
func (x *Index) persisted(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.RLock()
	v := x.view
	x.mu.RUnlock()
	if v == nil {
		return errClosed
	}
	if err := v.persisted(ctx); err != nil {
		return advise(fmt.Errorf("write the index: %w", err), x.dir)
	}
	return nil
}

func (x *Index) position() (position, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return position{}, errClosed
	}
	return x.view.position, nil
}

// batch is changes with the documents that they make.
type batch struct {
	changes []corpus.Change
	results []made
	upTo    corpus.Seq // where the feed is read up to
	err     error
}

// prepare sends the changes after one position up to another in batches, and
// closes the channel. It ends early when ctx does.
func (x *Index) prepare(ctx context.Context, after, upTo corpus.Seq, to chan<- batch) {
	defer close(to)
	for limit := firstChanges; after < upTo; {
		b := x.prepareBatch(ctx, after, upTo, limit)
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
		size := 0
		for _, c := range b.changes {
			size += len(c.Article.Text)
		}
		after = b.upTo
		limit = max(1, min(maxChanges, batchBytes*len(b.changes)/max(1, size)))
	}
}

// prepareBatch reads the feed on. Fewer changes than the limit mean that there
// are no more up to the head, even where the last one is below it: not only
// articles take positions.
func (x *Index) prepareBatch(ctx context.Context, after, head corpus.Seq, limit int) batch {
	changes, err := x.feed.Changes(ctx, after, limit)
	if err != nil {
		return batch{err: fmt.Errorf("read the change feed: %w", err)}
	}
	upTo := head
	if n := len(changes); n > 0 && (n == limit || changes[n-1].Seq > head) {
		upTo = changes[n-1].Seq
	}
	results, err := x.makeAll(ctx, changes)
	return batch{changes: changes, results: results, upTo: upTo, err: err}
}

// makeAll makes the documents of every change.
func (x *Index) makeAll(ctx context.Context, changes []corpus.Change) ([]made, error) {
	results := make([]made, len(changes))
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		if c.Removed {
			continue
		}
		workers.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			results[i] = makeDocuments(c, x.stems, x.packer)
			return nil
		})
	}
	return results, workers.Wait()
}

// commit replaces the documents of the changed articles, each of which is there
// once, in one batch with the new position. A position that no article changed
// at is not written: reading on from an earlier one finds the same.
func (x *Index) commit(b batch) error {
	at, err := x.position()
	if err != nil {
		return err
	}
	if len(b.changes) == 0 {
		at.Seq = b.upTo
		x.stand(at)
		return nil
	}
	x.life.beat()
	operations := x.view.bleve.NewBatch()
	counts := newTally()
	added := 0
	err = x.view.read(func(s *snapshot) error {
		for i, c := range b.changes {
			removed, err := withdraw(s, c.Article, operations.Delete, counts)
			if err != nil {
				return err
			}
			at.Documents -= uint64(removed.documents)
			at.Statements -= uint64(removed.statements)
			for _, d := range b.results[i].documents {
				if err := operations.IndexAdvanced(d); err != nil {
					return fmt.Errorf("index article %q: %w", c.Article.ID, err)
				}
			}
			at.Documents += uint64(len(b.results[i].documents))
			at.Statements += uint64(b.results[i].statements)
			counts.addAll(b.results[i].counts)
			added += b.results[i].statements
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range b.results {
		x.view.loose += uint64(len(r.documents))
	}
	at.Seq = b.upTo
	if err := x.view.commit(operations, at); err != nil {
		return err
	}
	x.stand(at)
	x.speakers.apply(counts)
	x.log.Debug("indexed", "articles", len(b.changes), "statements", added, "position", at.Seq)
	return nil
}

// stand takes note of where the index stands.
func (x *Index) stand(at position) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.view.position = at
}
