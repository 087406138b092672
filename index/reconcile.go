package index

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// reconciler fills the guilds that the index should hold and lacks, and drops the others.
type reconciler struct {
	writer
	reconciling sync.Mutex // held while guilds are filled and dropped, over several turns at writing
}

// setGuilds sets the target and returns when the index holds those guilds, on disk.
func (r *reconciler) setGuilds(ctx context.Context, guilds corpus.Guilds) error {
	if err := r.setTarget(guilds); err != nil {
		return err
	}
	r.reconciling.Lock()
	defer r.reconciling.Unlock()
	if err := r.reconcile(ctx); err != nil {
		return err
	}
	return r.persisted(ctx)
}

// setTarget sets which guilds the index should hold. All others are no longer answered
// from here on.
func (r *reconciler) setTarget(guilds corpus.Guilds) error {
	defer r.turn()()
	at, err := r.position()
	if err != nil {
		return err
	}
	if at.Seq == 0 && at.Documents == 0 {
		at.GuildSet = view.GuildSet{Guilds: guilds} // nothing has been read yet, so nothing of them is missing
	} else {
		at.GuildSet = at.Within(guilds)
	}
	if err := r.move(at); err != nil {
		return err
	}
	r.target, r.pending = guilds, nil
	return nil
}

// reconcile fills the guilds of the target that are missing, and drops the others. The
// follower has a turn between two steps. The caller holds reconciling.
func (r *reconciler) reconcile(ctx context.Context) error {
	for {
		done, err := r.reconcileStep(ctx)
		if done || err != nil {
			return err
		}
	}
}

// reconcileStep takes one step, and reports whether there was no step left.
func (r *reconciler) reconcileStep(ctx context.Context) (done bool, err error) {
	defer r.turn()()
	if at, err := r.position(); err != nil || r.reconciled(at) {
		return true, err
	}
	head, err := r.feed.Head(ctx)
	if err != nil {
		return false, fmt.Errorf("read the head of the change feed: %w", err)
	}
	at, err := r.usablePosition(ctx, head)
	switch {
	case err != nil:
		return false, err
	case !at.Guilds.Equal(r.target):
		return false, r.fill(ctx, at, head)
	case at.Dropping:
		return false, r.drop(ctx, at)
	}
	return true, nil
}

// reconciled reports whether the position holds exactly the target.
func (r *reconciler) reconciled(at view.Position) bool {
	return at.Guilds.Equal(r.target) && !at.Dropping
}

// fill commits a part of the guilds that are missing: of one guild, or of a few small ones.
func (r *reconciler) fill(ctx context.Context, at view.Position, head corpus.Head) error {
	if len(r.pending) == 0 {
		all, err := r.feed.Corpora(ctx, r.target)
		if err != nil {
			return fmt.Errorf("list the guilds' corpora: %w", err)
		}
		r.pending = slices.DeleteFunc(all, at.Has)
		if len(r.pending) == 0 { // a guild whose first article came since is followed from here on
			at.GuildSet = view.GuildSet{Guilds: r.target, Dropping: at.Dropping || at.Filling != nil}
			return r.move(at)
		}
		if f := at.Filling; f != nil {
			i := slices.Index(r.pending, f.Guild)
			if i < 0 { // its corpus was deleted since
				at.Filling, at.Dropping = nil, true
			} else {
				r.pending = slices.Insert(slices.Delete(r.pending, i, i+1), 0, f.Guild)
			}
		}
	}
	b, filled, err := r.readPending(ctx, &at, head)
	if err != nil {
		return err
	}
	at.GuildSet = at.With(filled...)
	if b.results, err = r.makers.All(ctx, b.changes, at.Has); err != nil {
		return err
	}
	b.guilds = &at.GuildSet
	if err := r.commit(b); err != nil {
		return err
	}
	r.pending = r.pending[len(filled):]
	r.log.Debug("filled", "guilds", len(filled), "articles", len(b.changes), "to come", len(r.pending))
	return nil
}

// readPending reads the next batch of the pending guilds, about batchBytes, and returns
// which of them it completes. If a guild is read in part, it notes in the position how
// far.
func (r *reconciler) readPending(ctx context.Context, at *view.Position, head corpus.Head) (b batch, filled []corpus.GuildID, err error) {
	for _, guild := range r.pending {
		after := at.Since(guild, head.Horizon)
		if after == 0 && (at.Dropping || at.Filling != nil) { // documents that are left of it may be out of date
			err := r.view.Read(func(s *view.Snapshot) (err error) {
				b.stale, err = s.ArticlesOf(view.Layer(guild), b.stale)
				return err
			})
			if err != nil {
				return b, nil, err
			}
		}
		at.Filling = nil
		read, all, err := r.readOwn(ctx, &b, guild, after)
		if err != nil {
			return b, nil, err
		}
		if !all {
			at.Filling = &view.Filling{Guild: guild, Seq: read, Horizon: head.Horizon}
			return b, filled, nil
		}
		corrected, err := r.readCorrected(ctx, guild)
		if err != nil {
			return b, nil, err
		}
		b.add(corrected)
		filled = append(filled, guild)
		if b.full() {
			break
		}
	}
	return b, filled, nil
}

// readOwn adds the guild's own articles after a position to the batch, until it is full
// or has them all. It returns the position that it has read up to.
func (r *reconciler) readOwn(ctx context.Context, b *batch, guild corpus.GuildID, after corpus.Seq) (read corpus.Seq, all bool, err error) {
	for limit := firstChanges; ; {
		changes, err := r.feed.GuildChanges(ctx, guild, after, limit)
		if err != nil {
			return after, false, fmt.Errorf("read the change feed of guild %s: %w", guild, err)
		}
		b.add(changes)
		if len(changes) < limit {
			return after, true, nil
		}
		after = changes[len(changes)-1].Seq
		if b.full() {
			return after, false, nil
		}
		limit = max(1, min(maxChanges, batchBytes*len(b.changes)/max(1, b.size)))
	}
}

// readCorrected reads the shared articles that a guild corrected.
func (r *reconciler) readCorrected(ctx context.Context, guild corpus.GuildID) (all []corpus.Change, err error) {
	for after := corpus.Seq(0); ; {
		changes, err := r.feed.CorrectedChanges(ctx, guild, after, firstChanges)
		if err != nil {
			return nil, fmt.Errorf("read what guild %s corrected: %w", guild, err)
		}
		all = append(all, changes...)
		if len(changes) < firstChanges {
			return all, nil
		}
		after = changes[len(changes)-1].Seq
	}
}

// maxDropped is the most articles that are dropped in one batch.
const maxDropped = 1000

// drop removes a part of the guilds that are not held. When their documents are gone, it
// takes their words off the disk.
func (r *reconciler) drop(ctx context.Context, at view.Position) error {
	stale, copied, err := r.findDropped(at)
	if err != nil {
		return err
	}
	if len(stale) > 0 {
		r.log.Debug("dropped", "articles", len(stale))
		return r.commit(batch{stale: stale})
	}
	for _, guild := range copied {
		if err := r.dropCopies(ctx, at, guild); err != nil {
			return err
		}
	}
	if err := r.purge(ctx); err != nil {
		return err
	}
	if at, err = r.position(); err != nil {
		return err
	}
	at.Dropping = false
	return r.move(at)
}

// findDropped returns at most maxDropped articles of guilds that are not held, and those
// of these guilds that have copies of shared passages.
func (r *reconciler) findDropped(at view.Position) (stale []passage.Key, copied []corpus.GuildID, err error) {
	err = r.view.Read(func(s *view.Snapshot) error {
		own, err := s.Guilds(view.FieldKind)
		if err != nil {
			return err
		}
		for _, guild := range slices.DeleteFunc(own, at.Has) {
			if stale, err = s.ArticlesOf(view.Layer(guild), stale); err != nil {
				return err
			}
			if len(stale) >= maxDropped {
				stale = stale[:maxDropped]
				return nil
			}
		}
		copied, err = s.Guilds(view.FieldCopied)
		copied = slices.DeleteFunc(copied, at.Has)
		return err
	})
	return stale, copied, err
}

// dropCopies makes the shared articles that a guild corrected anew, without the guild's
// copies.
func (r *reconciler) dropCopies(ctx context.Context, at view.Position, guild corpus.GuildID) (err error) {
	var b batch
	if b.changes, err = r.readCorrected(ctx, guild); err != nil {
		return err
	}
	if b.results, err = r.makers.All(ctx, b.changes, at.Has); err != nil {
		return err
	}
	return r.commit(b)
}
