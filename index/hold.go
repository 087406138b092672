package index

import (
	"context"
	"fmt"
	"slices"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Hold changes whose corpora the index holds, while it serves and follows. It
// returns when those that arrived are searchable, each as soon as it is in, and
// nothing is left of those that are no longer held. Where it fails, what was
// done is kept: the next Hold, or CatchUp or Follow, does the rest. Of two calls
// at once the later one's guilds are held, and both return when they are.
func (x *Index) Hold(ctx context.Context, guilds corpus.Guilds) error {
	if err := guilds.Validate(); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	err := x.want(guilds)
	if err == nil {
		x.settling.Lock()
		defer x.settling.Unlock()
		err = x.settle(ctx)
	}
	if err == nil {
		err = x.persisted(ctx)
	}
	if err != nil {
		return advise(fmt.Errorf("hold %v: %w", guilds, err), x.dir)
	}
	return nil
}

// turn waits for a turn at writing, which whoever follows the feed gives soon.
// The function that it returns ends it.
func (x *Index) turn() (over func()) {
	x.waiters.Add(1)
	defer x.waiters.Add(-1)
	x.writing.Lock()
	return x.writing.Unlock
}

// want takes note of the guilds that are to be held. Those that are not are no
// longer answered from here on.
func (x *Index) want(guilds corpus.Guilds) error {
	defer x.turn()()
	at, err := x.position()
	if err != nil {
		return err
	}
	if at.Seq == 0 && at.Documents == 0 {
		at.GuildSet = view.GuildSet{Guilds: guilds} // nothing has been read that could lack
	} else {
		at.GuildSet = at.Within(guilds)
	}
	if err := x.view.Commit(x.view.NewBatch(), at); err != nil {
		return err
	}
	x.stand(at)
	x.wanted, x.coming = guilds, nil
	return nil
}

// settle fills what is wanted and lacks, and drops what is there and is not
// wanted. Whoever follows the feed has a turn between two steps. The caller
// holds settling.
func (x *Index) settle(ctx context.Context) error {
	for {
		settled, err := x.settleOn(ctx)
		if settled || err != nil {
			return err
		}
	}
}

// settleOn takes one step, and reports whether none was left to take.
func (x *Index) settleOn(ctx context.Context) (settled bool, err error) {
	defer x.turn()()
	if at, err := x.position(); err != nil || x.settled(at) {
		return true, err
	}
	head, err := x.feed.Head(ctx)
	if err != nil {
		return false, fmt.Errorf("read the head of the change feed: %w", err)
	}
	at, err := x.usablePosition(ctx, head)
	switch {
	case err != nil:
		return false, err
	case !at.Guilds.Equal(x.wanted):
		return false, x.fill(ctx, at, head)
	case at.Dropping:
		return false, x.drop(ctx, at)
	}
	return true, nil
}

func (x *Index) settled(at view.Position) bool { return at.Guilds.Equal(x.wanted) && !at.Dropping }

// fill brings in some of what lacks: of one guild, or of a few small ones.
func (x *Index) fill(ctx context.Context, at view.Position, head corpus.Head) error {
	if len(x.coming) == 0 {
		all, err := x.feed.Corpora(ctx, x.wanted)
		if err != nil {
			return fmt.Errorf("list the guilds' corpora: %w", err)
		}
		x.coming = slices.DeleteFunc(all, at.Has)
		if len(x.coming) == 0 { // whoever wrote his first article since is followed from here on
			at.GuildSet = view.GuildSet{Guilds: x.wanted, Dropping: at.Dropping || at.Filling != nil}
			return x.move(at)
		}
		if f := at.Filling; f != nil {
			i := slices.Index(x.coming, f.Guild)
			if i < 0 { // it has been forgotten since
				at.Filling, at.Dropping = nil, true
			} else {
				x.coming = slices.Insert(slices.Delete(x.coming, i, i+1), 0, f.Guild)
			}
		}
	}
	b, filled, err := x.readComing(ctx, &at, head)
	if err != nil {
		return err
	}
	at.GuildSet = at.With(filled...)
	if b.results, err = x.makeAll(ctx, b.changes, at.Has); err != nil {
		return err
	}
	b.held = &at.GuildSet
	if err := x.commit(b); err != nil {
		return err
	}
	x.coming = x.coming[len(filled):]
	x.log.Debug("filled", "guilds", len(filled), "articles", len(b.changes), "to come", len(x.coming))
	return nil
}

// readComing reads what is to be committed next of the guilds that come, about
// batchBytes, and which of them are complete with it. How far the one after
// these is goes into the position.
func (x *Index) readComing(ctx context.Context, at *view.Position, head corpus.Head) (b batch, filled []corpus.GuildID, err error) {
	for _, guild := range x.coming {
		after := at.Since(guild, head.Horizon)
		if after == 0 && (at.Dropping || at.Filling != nil) { // what is left of it, if anything, may be out of date
			err := x.view.Read(func(s *view.Snapshot) (err error) {
				b.stale, err = s.ArticlesOf(view.Layer(guild), b.stale)
				return err
			})
			if err != nil {
				return b, nil, err
			}
		}
		at.Filling = nil
		read, all, err := x.readOwn(ctx, &b, guild, after)
		if err != nil {
			return b, nil, err
		}
		if !all {
			at.Filling = &view.Filling{Guild: guild, Seq: read, Horizon: head.Horizon}
			return b, filled, nil
		}
		corrected, err := x.readCorrected(ctx, guild)
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

// readOwn adds the guild's own articles to the batch, from a position on, until
// it is full or has them all. It returns up to which position they were read.
func (x *Index) readOwn(ctx context.Context, b *batch, guild corpus.GuildID, after corpus.Seq) (read corpus.Seq, all bool, err error) {
	for limit := firstChanges; ; {
		changes, err := x.feed.GuildChanges(ctx, guild, after, limit)
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

// readCorrected is the shared articles that a guild corrected.
func (x *Index) readCorrected(ctx context.Context, guild corpus.GuildID) (all []corpus.Change, err error) {
	for after := corpus.Seq(0); ; {
		changes, err := x.feed.CorrectedChanges(ctx, guild, after, firstChanges)
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

// add adds the changes, which may bring an article again that is there: one that
// two guilds corrected, or that changed while its guild's were read.
func (b *batch) add(changes []corpus.Change) {
	for _, c := range changes {
		b.size += len(c.Article.Text)
		at := slices.IndexFunc(b.changes, func(o corpus.Change) bool {
			return o.Article.ID == c.Article.ID && o.Article.Guild == c.Article.Guild
		})
		if at < 0 {
			b.changes = append(b.changes, c)
		} else if c.Seq >= b.changes[at].Seq {
			b.changes[at] = c
		}
	}
}

// full reports whether the batch is to be committed before more is added.
func (b *batch) full() bool { return b.size >= batchBytes || len(b.changes) >= maxChanges }

// maxDropped is how many articles are dropped in one batch.
const maxDropped = 1000

// drop takes out some of what is not held; in the end from the disk too.
func (x *Index) drop(ctx context.Context, at view.Position) error {
	stale, copied, err := x.findDropped(at)
	if err != nil {
		return err
	}
	if len(stale) > 0 {
		x.log.Debug("dropped", "articles", len(stale))
		return x.commit(batch{stale: stale})
	}
	for _, guild := range copied {
		if err := x.dropCopies(ctx, at, guild); err != nil {
			return err
		}
	}
	if err := x.purge(ctx); err != nil {
		return err
	}
	if at, err = x.position(); err != nil {
		return err
	}
	at.Dropping = false
	return x.move(at)
}

// purge takes what was deleted off the disk.
func (x *Index) purge(ctx context.Context) error {
	defer x.life.waiting()() // merging takes as long as the index is large
	return x.view.Purge(ctx)
}

// findDropped is articles of guilds that are not held, at most maxDropped, and
// those of these guilds that have copies of shared passages.
func (x *Index) findDropped(at view.Position) (stale []passage.Key, copied []corpus.GuildID, err error) {
	err = x.view.Read(func(s *view.Snapshot) error {
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

// dropCopies makes the shared articles anew that a guild has copies of, without
// them.
func (x *Index) dropCopies(ctx context.Context, at view.Position, guild corpus.GuildID) (err error) {
	var b batch
	if b.changes, err = x.readCorrected(ctx, guild); err != nil {
		return err
	}
	if b.results, err = x.makeAll(ctx, b.changes, at.Has); err != nil {
		return err
	}
	return x.commit(b)
}

// move commits a position on its own.
func (x *Index) move(to view.Position) error {
	if err := x.view.Commit(x.view.NewBatch(), to); err != nil {
		return err
	}
	x.stand(to)
	return nil
}
