package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Articles are committed together up to about batchBytes of text: as many as
// those before them let expect, at most maxChanges, at first firstChanges.
const (
	batchBytes   = 2 << 20
	firstChanges = 16
	maxChanges   = 512
)

// CatchUp brings the index to where the feed's head is at the call, and does what
// a Hold has left to do. Searches go on meanwhile. Words that are to be nowhere
// are off the disk then, unless that failed, of which the log tells: Purge tries
// again.
func (x *Index) CatchUp(ctx context.Context) error {
	head, err := x.catchUp(ctx)
	if err != nil {
		return err
	}
	if err := x.purgeTo(ctx, head); err != nil && ctx.Err() == nil {
		x.log.Error("words that are to be nowhere may still be in the index's files", "error", err)
	}
	return ctx.Err()
}

// Purge takes words that are to be nowhere, and that the index has followed the
// deletion of, out of its files. It does nothing if it has done so.
func (x *Index) Purge(ctx context.Context) error {
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	return x.purgeTo(ctx, head)
}

func (x *Index) purgeTo(ctx context.Context, head corpus.Head) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	at, err := x.position()
	if err != nil || at.Epoch != head.Epoch || at.Purged >= head.Purge || at.Seq < head.Purge {
		return err // what is yet to be followed is purged then
	}
	if err := x.purge(ctx); err != nil {
		return advise(err, x.dir)
	}
	if at, err = x.position(); err != nil {
		return err
	}
	at.Purged = head.Purge
	return x.move(at)
}

// catchUp returns the head that it has brought the index to.
func (x *Index) catchUp(ctx context.Context) (head corpus.Head, err error) {
	if x.settling.TryLock() { // else somebody is at it
		err := x.settle(ctx)
		x.settling.Unlock()
		if err != nil {
			return head, err
		}
	}
	for there := false; !there; {
		if head, there, err = x.catchUpOn(ctx); err != nil {
			return head, err
		}
	}
	return head, nil
}

// catchUpOn follows the feed on until the index is where its head was, or until
// somebody else waits for his turn at writing. It reports whether it got there.
func (x *Index) catchUpOn(ctx context.Context) (head corpus.Head, there bool, err error) {
	x.writing.Lock()
	defer x.writing.Unlock()
	if head, err = x.feed.Head(ctx); err != nil {
		return head, false, fmt.Errorf("read the head of the change feed: %w", err)
	}
	at, err := x.usablePosition(ctx, head)
	if err != nil {
		return head, false, err
	}
	if there, err = x.followTo(ctx, at, head.Seq); err != nil || !there {
		return head, false, err
	}
	x.fillUp()
	if err := x.mend(ctx); err != nil {
		return head, false, err
	}
	defer x.life.waiting()() // merging takes as long as the index is large
	return head, true, x.view.Compact(ctx)
}

// followTo commits the changes from a position on up to another, or until
// somebody waits for his turn. The documents of the next batch are made while one
// is committed.
func (x *Index) followTo(ctx context.Context, at view.Position, upTo corpus.Seq) (there bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	prepared := make(chan batch)
	var preparing sync.WaitGroup
	preparing.Go(func() { x.prepare(ctx, at, x.wanted, upTo, prepared) })
	defer preparing.Wait()
	defer cancel()
	for b := range prepared {
		if b.err != nil {
			return false, b.err
		}
		if err := x.commit(b); err != nil {
			return false, err
		}
		if x.waiters.Load() > 0 && b.upTo < upTo {
			return false, nil
		}
	}
	return true, ctx.Err()
}

// usablePosition is where the index stands. An index that no longer fits the
// feed begins anew.
func (x *Index) usablePosition(ctx context.Context, head corpus.Head) (view.Position, error) {
	at, err := x.position()
	if err != nil {
		return at, err
	}
	unusable := at.Usable(head, Version())
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
	head, err := x.catchUp(ctx)
	if err != nil {
		return err
	}
	if err := x.purgeTo(ctx, head); err != nil {
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
	return x.wait(ctx, at.Seq)
}

// wait returns when the feed has passed a position, or when something has been
// found that is to be indexed again.
func (x *Index) wait(ctx context.Context, after corpus.Seq) error {
	waiting, stop := context.WithCancel(ctx)
	var found sync.WaitGroup
	found.Go(func() {
		defer stop()
		select {
		case <-x.damage.News:
		case <-waiting.Done():
		}
	})
	defer found.Wait()
	defer stop()
	if err := x.feed.Wait(waiting, after); err != nil && (waiting.Err() == nil || ctx.Err() != nil) {
		return err
	}
	return nil
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
	if err := v.Persisted(ctx); err != nil {
		return advise(fmt.Errorf("write the index: %w", err), x.dir)
	}
	return nil
}

func (x *Index) position() (view.Position, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return view.Position{}, errClosed
	}
	return x.view.Position, nil
}

// batch is changes with the documents that they make.
type batch struct {
	changes []corpus.Change // of each article one
	results []made
	stale   []passage.Key  // articles of which nothing is to be left but what the changes make
	upTo    corpus.Seq     // where the feed is read up to; 0: as before
	held    *view.GuildSet // what is held with it; nil: as before
	size    int            // bytes of text that were added
	mends   bool           // the articles have not changed: they are indexed again
	err     error
}

// prepare sends the changes from one position on up to another in batches, and
// closes the channel. It ends early when ctx does.
func (x *Index) prepare(ctx context.Context, from view.Position, wanted corpus.Guilds, upTo corpus.Seq, to chan<- batch) {
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
		changes, through, err := x.readOn(ctx, wanted, after, upTo, limit)
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
			// Guilds that are wanted and not yet held are left to whoever fills them.
			b.changes = slices.DeleteFunc(b.changes, func(c corpus.Change) bool { return !from.Has(c.Article.Guild) })
			b.results, b.err = x.makeAll(ctx, b.changes, from.Has)
			if !send(b) {
				return
			}
		}
	}
}

// readOn reads the feed on, and returns through which position. Fewer changes
// than the limit mean that there are no more up to the head, even where the last
// one is below it: not only articles take positions.
func (x *Index) readOn(ctx context.Context, wanted corpus.Guilds, after, head corpus.Seq, limit int) (changes []corpus.Change, through corpus.Seq, err error) {
	if changes, err = x.feed.ChangesOf(ctx, wanted, after, limit); err != nil {
		return nil, after, fmt.Errorf("read the change feed: %w", err)
	}
	if n := len(changes); n > 0 && (n == limit || changes[n-1].Seq > head) {
		return changes, changes[n-1].Seq, nil
	}
	return changes, head, nil
}

// batches parts changes, which were read through a position, into batches of
// about batchBytes of text. A large article is in one of its own: those before it
// are searchable while its documents are made.
func batches(changes []corpus.Change, through corpus.Seq) []batch {
	var all []batch
	b := batch{}
	for _, c := range changes {
		size := len(c.Article.Text)
		for _, v := range c.Versions {
			size += len(v.Article.Text)
		}
		if n := len(b.changes); n > 0 && b.size+size > batchBytes {
			b.upTo = b.changes[n-1].Seq
			all, b = append(all, b), batch{}
		}
		b.changes, b.size = append(b.changes, c), b.size+size
	}
	b.upTo = through
	return append(all, b)
}

// makeAll makes the documents of every change, for the guilds that are held.
func (x *Index) makeAll(ctx context.Context, changes []corpus.Change, held func(corpus.GuildID) bool) ([]made, error) {
	results := make([]made, len(changes))
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		if c.Damaged { // in the store, whose log tells
			x.damage.LeftOut()
		}
		if c.Removed {
			continue
		}
		workers.Go(func() error {
			var err error
			results[i], err = x.makeOne(ctx, c, held)
			return err
		})
	}
	return results, workers.Wait()
}

// makeOne makes the documents of a change. An article that breaks what makes
// them has none. An error is the context's.
func (x *Index) makeOne(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool) (m made, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = made{counts: newTally(), failed: fmt.Errorf("panic: %v\n%s", r, debug.Stack())}, nil
		}
	}()
	m, err = x.make(ctx, c, held, x.stems, x.packer)
	switch {
	case ctx.Err() != nil:
		return made{}, ctx.Err()
	case err != nil:
		return made{counts: newTally(), failed: err}, nil
	}
	m.analyze()
	return m, nil
}

// commit commits a batch. Where that fails for an article of it, the others are
// committed without it: it waits until it changes.
func (x *Index) commit(b batch) error {
	err := x.commitWhole(b)
	switch {
	case err == nil || len(b.changes) == 0:
		return err
	case len(b.changes) == 1:
		return x.commitWithout(b, err)
	}
	x.log.Warn("a batch cannot be indexed; its articles are indexed one by one", "articles", len(b.changes), "error", err)
	for i, c := range b.changes {
		one := batch{changes: b.changes[i : i+1], results: b.results[i : i+1]}
		if i == 0 {
			one.stale = b.stale
		}
		if i == len(b.changes)-1 {
			one.upTo, one.held = b.upTo, b.held
		} else if b.upTo > 0 {
			one.upTo = c.Seq
		}
		if err := x.commit(one); err != nil {
			return err
		}
	}
	return nil
}

// commitWithout commits the batch of one article without its documents. Where
// that fails too, the article was not to blame.
func (x *Index) commitWithout(b batch, because error) error {
	if len(b.results) == 0 || len(b.results[0].documents) == 0 {
		return because
	}
	b.results = []made{{counts: newTally(), failed: because}}
	if err := x.commitWhole(b); err != nil {
		return because
	}
	return nil
}

// leaveOut says which of a batch's articles have no documents because none could
// be made.
func (x *Index) leaveOut(b batch) {
	for i, r := range b.results {
		if r.failed == nil {
			continue
		}
		a := b.changes[i].Article
		x.log.Error("an article cannot be indexed; it is left out until it changes", "guild", a.Guild, "article", a.ID, "error", r.failed)
		x.damage.LeftOut()
	}
}

// commitWhole replaces the documents of the changed articles, and takes out
// those of the stale ones, in one batch with the new position. A position that
// no article changed at is not written: reading on from an earlier one finds the
// same.
func (x *Index) commitWhole(b batch) error {
	at, err := x.position()
	if err != nil {
		return err
	}
	at.Seq = max(at.Seq, b.upTo)
	if b.held != nil {
		at.GuildSet = *b.held
	}
	if len(b.changes)+len(b.stale) == 0 && b.held == nil {
		x.stand(at)
		return nil
	}
	x.life.beat()
	operations, counts := x.view.NewBatch(), newTally()
	withdrawn, err := x.withdrawAll(b, operations.Delete, counts)
	if err != nil {
		return err
	}
	at.Documents -= uint64(withdrawn.documents)
	at.Statements -= min(at.Statements, uint64(withdrawn.statements)) // less where something could not be read before
	added := 0
	for i, r := range b.results {
		for _, d := range r.documents {
			if err := operations.IndexAdvanced(d); err != nil {
				return fmt.Errorf("index article %q: %w", b.changes[i].Article.ID, err)
			}
		}
		at.Documents += uint64(len(r.documents))
		at.Statements += uint64(r.statements)
		x.view.Wrote(len(r.documents))
		counts.addAll(r.counts)
		added += r.statements
	}
	if err := x.view.Commit(operations, at); err != nil {
		return err
	}
	x.stand(at)
	x.speakers.apply(counts)
	x.leaveOut(b)
	if !b.mends {
		x.damage.Forget(b.keys())
	}
	x.log.Debug("indexed", "articles", len(b.changes), "statements", added, "position", at.Seq)
	if withdrawn.uncounted {
		return x.recount()
	}
	return nil
}

// keys is the keys of the batch's articles.
func (b *batch) keys() []passage.Key {
	keys := make([]passage.Key, len(b.changes))
	for i, c := range b.changes {
		keys[i] = passage.KeyOf(c.Article.Guild, c.Article.ID)
	}
	return keys
}

// withdrawAll withdraws the batch's articles, each once, and returns how much
// they had.
func (x *Index) withdrawAll(b batch, remove func(id string), counts tally) (all size, err error) {
	keys := slices.Concat(b.stale, b.keys())
	slices.SortFunc(keys, func(a, b passage.Key) int { return bytes.Compare(a[:], b[:]) })
	err = x.view.Read(func(s *view.Snapshot) error {
		for _, key := range slices.Compact(keys) {
			n, err := withdraw(s, key, remove, counts)
			if err != nil {
				return err
			}
			all.documents += n.documents
			all.statements += n.statements
			all.uncounted = all.uncounted || n.uncounted
		}
		return nil
	})
	return all, err
}

// stand takes note of where the index stands.
func (x *Index) stand(at view.Position) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.view.Position = at
}
