package index

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"

	"verbatim/index/documents"
	"verbatim/index/passage"
	"verbatim/index/speakers"
	"verbatim/index/view"
)

// committer commits batches to the generation. The caller of its methods holds the
// writer's lock.
type committer struct {
	current
	makers    documents.Makers
	damage    *view.DamageLog
	log       *slog.Logger
	heartbeat heartbeat
}

// commit commits a batch. If that fails because of one of its articles, the others are
// committed without it, and it is left out until it changes.
func (c *committer) commit(b batch) error {
	err := c.commitWhole(b)
	switch {
	case err == nil || len(b.changes) == 0:
		return err
	case len(b.changes) == 1:
		return c.commitWithout(b, err)
	}
	c.log.Warn("a batch cannot be indexed; its articles are indexed one by one", "articles", len(b.changes), "error", err)
	for i, change := range b.changes {
		one := batch{changes: b.changes[i : i+1], results: b.results[i : i+1]}
		if i == 0 {
			one.stale = b.stale
		}
		if i == len(b.changes)-1 {
			one.upTo, one.guilds = b.upTo, b.guilds
		} else if b.upTo > 0 {
			one.upTo = change.Seq
		}
		if err := c.commit(one); err != nil {
			return err
		}
	}
	return nil
}

// commitWithout commits the batch of one article without its documents. If that fails
// too, the article is not to blame.
func (c *committer) commitWithout(b batch, because error) error {
	if len(b.results) == 0 || len(b.results[0].Documents) == 0 {
		return because
	}
	b.results = []documents.Made{{Counts: speakers.Tally{}, Failed: because}}
	if err := c.commitWhole(b); err != nil {
		return because
	}
	return nil
}

// logLeftOut logs and counts the articles of a batch whose documents could not be
// made.
func (c *committer) logLeftOut(b batch) {
	for i, r := range b.results {
		if r.Failed == nil {
			continue
		}
		a := b.changes[i].Article
		c.log.Error("an article cannot be indexed; it is left out until it changes", "guild", a.Guild, "article", a.ID, "error", r.Failed)
		c.damage.LeftOut()
	}
}

// commitWhole replaces the documents of the changed articles and removes those of the
// stale ones, in one Bleve batch with the new position. If only the position is new, it
// is not written: reading on from the earlier one finds the same.
func (c *committer) commitWhole(b batch) error {
	at, err := c.position()
	if err != nil {
		return err
	}
	at.Seq = max(at.Seq, b.upTo)
	if b.guilds != nil {
		at.GuildSet = *b.guilds
	}
	if len(b.changes)+len(b.stale) == 0 && b.guilds == nil {
		c.setPosition(at)
		return nil
	}
	c.heartbeat.beat()
	operations, counts := c.view.NewBatch(), speakers.Tally{}
	withdrawn, err := c.withdrawAll(b, operations.Delete, counts)
	if err != nil {
		return err
	}
	at.Documents -= uint64(withdrawn.Documents)
	at.Statements -= min(at.Statements, uint64(withdrawn.Statements)) // there are fewer if something could not be read before
	added := 0
	for i, r := range b.results {
		for _, d := range r.Documents {
			if err := operations.IndexAdvanced(d); err != nil {
				return fmt.Errorf("index article %q: %w", b.changes[i].Article.ID, err)
			}
		}
		at.Documents += uint64(len(r.Documents))
		at.Statements += uint64(r.Statements)
		c.view.Wrote(len(r.Documents))
		counts.AddAll(r.Counts)
		added += r.Statements
	}
	c.vectors.withdraw(&b)
	if err := c.view.Commit(operations, at); err != nil {
		return err
	}
	c.setPosition(at)
	c.vectors.noteCommitted(&b)
	c.speakers.Apply(counts)
	c.logLeftOut(b)
	if !b.mends {
		c.damage.Forget(b.keys())
	}
	c.log.Debug("indexed", "articles", len(b.changes), "statements", added, "position", at.Seq)
	if withdrawn.Uncounted {
		return c.recount()
	}
	return nil
}

// withdrawAll withdraws the batch's articles, each once, and returns how much the index
// held of them.
func (c *committer) withdrawAll(b batch, remove func(id string), counts speakers.Tally) (all documents.Size, err error) {
	keys := slices.Concat(b.stale, b.keys())
	slices.SortFunc(keys, func(a, b passage.Key) int { return bytes.Compare(a[:], b[:]) })
	err = c.view.Read(func(s *view.Snapshot) error {
		for _, key := range slices.Compact(keys) {
			n, err := documents.Withdraw(s, key, remove, counts)
			if err != nil {
				return err
			}
			all.Documents += n.Documents
			all.Statements += n.Statements
			all.Uncounted = all.Uncounted || n.Uncounted
		}
		return nil
	})
	return all, err
}

// recount counts the generation's statements and speakers anew, after something was
// withdrawn that could not be read.
func (c *committer) recount() error {
	at, err := c.position()
	if err != nil {
		return err
	}
	named, statements := speakers.NewDirectory(), 0
	err = c.view.Read(func(s *view.Snapshot) error {
		if statements, err = documents.CountStatements(s); err != nil {
			return err
		}
		return named.Load(s)
	})
	if err != nil {
		return fmt.Errorf("count what the index holds: %w", err)
	}
	c.setSpeakers(named)
	at.Statements = uint64(statements)
	return c.move(at)
}

// move commits a position without documents.
func (c *committer) move(to view.Position) error {
	if err := c.view.Commit(c.view.NewBatch(), to); err != nil {
		return err
	}
	c.setPosition(to)
	return nil
}
