package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"verbatim/corpus"
	"verbatim/index/view"
)

// follower keeps an index up with the change feed.
type follower struct {
	reconciler
	pause time.Duration // after a first failure
}

// The pause of Follow after a failure: at first, and at most.
const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// catchUpAndPurge brings the index to the feed's head and takes deleted words off the
// disk.
func (f *follower) catchUpAndPurge(ctx context.Context) error {
	head, err := f.catchUp(ctx)
	if err != nil {
		return err
	}
	if err := f.purgeTo(ctx, head); err != nil && ctx.Err() == nil {
		f.log.Error("words that are to be nowhere may still be in the index's files", "error", err)
	}
	return ctx.Err()
}

// purgeTo takes the words off the disk that were deleted up to the head's purge
// position, if the index has followed the feed that far and has not done so yet.
func (f *follower) purgeTo(ctx context.Context, head corpus.Head) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	at, err := f.position()
	if err != nil || at.Epoch != head.Epoch || at.Purged >= head.Purge || at.Seq < head.Purge {
		return err // if it is behind, it purges once it has followed
	}
	if err := f.purge(ctx); err != nil {
		return advise(err, f.dir)
	}
	if at, err = f.position(); err != nil {
		return err
	}
	at.Purged = head.Purge
	return f.move(at)
}

// catchUp brings the index to the feed's head, and returns that head.
func (f *follower) catchUp(ctx context.Context) (head corpus.Head, err error) {
	if f.reconciling.TryLock() { // else another goroutine does it
		err := f.reconcile(ctx)
		f.reconciling.Unlock()
		if err != nil {
			return head, err
		}
	}
	for there := false; !there; {
		if head, there, err = f.catchUpOn(ctx); err != nil {
			return head, err
		}
	}
	return head, nil
}

// catchUpOn follows the feed until the index is where its head was, or until another
// goroutine waits for its turn at writing. It reports whether it got there.
func (f *follower) catchUpOn(ctx context.Context) (head corpus.Head, there bool, err error) {
	f.writing.Lock()
	defer f.writing.Unlock()
	if head, err = f.feed.Head(ctx); err != nil {
		return head, false, fmt.Errorf("read the head of the change feed: %w", err)
	}
	at, err := f.usablePosition(ctx, head)
	if err != nil {
		return head, false, err
	}
	if there, err = f.followTo(ctx, at, head.Seq); err != nil || !there {
		return head, false, err
	}
	f.endFilling()
	if err := mend(ctx, &f.writer); err != nil {
		return head, false, err
	}
	defer f.heartbeat.rest()() // merging takes as long as the index is large
	return head, true, f.view.Compact(ctx)
}

// followTo commits the changes between two positions, or stops early if another
// goroutine waits for its turn. While it commits one batch, the documents of the next
// are made.
func (f *follower) followTo(ctx context.Context, at view.Position, upTo corpus.Seq) (there bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	prepared := make(chan batch)
	var preparing sync.WaitGroup
	preparing.Go(func() { f.prepare(ctx, at, f.target, upTo, prepared) })
	defer preparing.Wait()
	defer cancel()
	for b := range prepared {
		if b.err != nil {
			return false, b.err
		}
		if err := f.commit(b); err != nil {
			return false, err
		}
		if f.waiters.Load() > 0 && b.upTo < upTo {
			return false, nil
		}
	}
	return true, ctx.Err()
}

// follow keeps the index up with the feed until ctx ends. After a failure it pauses, the
// longer the more failures there were in a row.
func (f *follower) follow(ctx context.Context) error {
	pause := f.pause
	for ctx.Err() == nil {
		err := f.followOnce(ctx)
		if err == nil {
			pause = f.pause
			continue
		}
		if errors.Is(err, errClosed) {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		f.log.Error("the index does not keep up with the store", "error", err, "retry in", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
	return nil //nolint:nilerr // failures have been logged, and the end of ctx is not one
}

func (f *follower) followOnce(ctx context.Context) error {
	f.heartbeat.beat()
	head, err := f.catchUp(ctx)
	if err != nil {
		return err
	}
	if err := f.purgeTo(ctx, head); err != nil {
		return err
	}
	if err := f.persisted(ctx); err != nil {
		return err
	}
	at, err := f.position()
	if err != nil {
		return err
	}
	defer f.heartbeat.rest()()
	return f.wait(ctx, at.Seq)
}

// wait returns when the feed has passed a position, or when a search has found an
// article that must be indexed again.
func (f *follower) wait(ctx context.Context, after corpus.Seq) error {
	waiting, stop := context.WithCancel(ctx)
	var found sync.WaitGroup
	found.Go(func() {
		defer stop()
		select {
		case <-f.damage.News:
		case <-waiting.Done():
		}
	})
	defer found.Wait()
	defer stop()
	if err := f.feed.Wait(waiting, after); err != nil && (waiting.Err() == nil || ctx.Err() != nil) {
		return err
	}
	return nil
}

// prepare sends the changes between two positions in batches, and closes the channel.
// It ends early when ctx does.
func (f *follower) prepare(ctx context.Context, from view.Position, target corpus.Guilds, upTo corpus.Seq, to chan<- batch) {
	defer close(to)
	send := func(b batch) (more bool) {
		select {
		case to <- b:
			return b.err == nil
		case <-ctx.Done():
			return false
		}
	}
	after := from.Seq
	for limit := firstChanges; after < upTo; {
		changes, through, err := f.readOn(ctx, target, after, upTo, limit)
		if err != nil {
			send(batch{err: err})
			return
		}
		all := batches(changes, through)
		size := 0
		for _, b := range all {
			size += b.size
		}
		after, limit = through, max(1, min(maxChanges, batchBytes*len(changes)/max(1, size)))
		for _, b := range all {
			// Guilds of the target that are not filled yet are left to the reconciler.
			b.changes = slices.DeleteFunc(b.changes, func(c corpus.Change) bool { return !from.Has(c.Article.Guild) })
			b.results, b.err = f.makers.All(ctx, b.changes, from.Has)
			if !send(b) {
				return
			}
		}
	}
}

// readOn reads the feed on, and returns the position that it has read through. If there
// are fewer changes than the limit, there are no more up to the head, even if the last
// one is below it: other things than articles take positions as well.
func (f *follower) readOn(ctx context.Context, target corpus.Guilds, after, head corpus.Seq, limit int) (changes []corpus.Change, through corpus.Seq, err error) {
	if changes, err = f.feed.ChangesOf(ctx, target, after, limit); err != nil {
		return nil, after, fmt.Errorf("read the change feed: %w", err)
	}
	if n := len(changes); n > 0 && (n == limit || changes[n-1].Seq > head) {
		return changes, changes[n-1].Seq, nil
	}
	return changes, head, nil
}
