package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
)

// maxChanges is how many articles are committed at once at most.
const maxChanges = 256

// CatchUp brings the index to where the feed's head is at the call. Searches
// go on meanwhile.
func (x *Index) CatchUp(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	for {
		at, err := x.position()
		if err != nil {
			return err
		}
		if unusable := at.usable(head); unusable != nil {
			x.log.Warn("build the index anew", "folder", x.dir, "reason", unusable)
			if err := x.replace(ctx); err != nil {
				return err
			}
			if at, err = x.position(); err != nil {
				return err
			}
			if err := at.usable(head); err != nil && at.Seq >= head.Horizon {
				return fmt.Errorf("the store was exchanged while the index followed it: %w", err)
			}
		}
		if at.Seq >= head.Seq {
			return nil
		}
		if err := x.advance(ctx, at); err != nil {
			return err
		}
	}
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
	return nil
}

func (x *Index) followOnce(ctx context.Context) error {
	if err := x.CatchUp(ctx); err != nil {
		return err
	}
	at, err := x.position()
	if err != nil {
		return err
	}
	return x.feed.Wait(ctx, at.Seq)
}

func (x *Index) position() (position, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return position{}, errClosed
	}
	return x.view.position, nil
}

// advance commits the next changes after at, and the position behind them.
func (x *Index) advance(ctx context.Context, at position) error {
	changes, err := x.feed.Changes(ctx, at.Seq, maxChanges)
	if err != nil {
		return fmt.Errorf("read the change feed: %w", err)
	}
	if len(changes) == 0 {
		return fmt.Errorf("the change feed ends at %d, before its head", at.Seq)
	}
	results, err := makeAll(ctx, changes, x.stems)
	if err != nil {
		return err
	}
	return x.commit(at, changes, results)
}

// makeAll makes the documents of every change.
func makeAll(ctx context.Context, changes []corpus.Change, stems *stemmer) ([]made, error) {
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
			results[i] = makeDocuments(c.Article, stems)
			return nil
		})
	}
	return results, workers.Wait()
}

// commit replaces the documents of the changed articles, each of which is there
// once, in one batch with the new position.
func (x *Index) commit(at position, changes []corpus.Change, results []made) error {
	batch := x.view.bleve.NewBatch()
	counts := newTally()
	added := 0
	err := x.view.read(func(s *snapshot) error {
		for i, c := range changes {
			removed, err := withdraw(s, c.Article, batch.Delete, counts)
			if err != nil {
				return err
			}
			at.Documents -= uint64(removed)
			for _, d := range results[i].documents {
				if err := batch.IndexAdvanced(d); err != nil {
					return fmt.Errorf("index article %q: %w", c.Article.ID, err)
				}
			}
			at.Documents += uint64(len(results[i].documents))
			counts.add(c.Article.Guild, results[i].names, 1)
			added += results[i].statements
		}
		return nil
	})
	if err != nil {
		return err
	}
	at.Seq = changes[len(changes)-1].Seq
	if err := x.view.commit(batch, at); err != nil {
		return err
	}
	x.mu.Lock()
	x.view.position = at
	x.mu.Unlock()
	x.speakers.apply(counts)
	x.log.Debug("indexed", "articles", len(changes), "statements", added, "position", at.Seq)
	return nil
}

// withdraw deletes what the index holds of an article and takes its speakers
// off the count. It returns the number of documents.
func withdraw(s *snapshot, a corpus.Article, remove func(id string), counts *tally) (int, error) {
	key := keyOf(a.Guild, a.ID)
	old, err := s.documents(key)
	if err != nil {
		return 0, err
	}
	for _, d := range old {
		remove(d.id)
		if d.id == string(key[:]) {
			continue
		}
		stored, err := s.stored(d.number)
		if err != nil {
			return 0, err
		}
		names, err := certainNames(stored)
		if err != nil {
			return 0, err
		}
		counts.add(a.Guild, names, -1)
	}
	return len(old), nil
}

// certainNames counts a stored passage's statements by the names of speakers
// who are certain.
func certainNames(stored string) (map[string]int, error) {
	p, err := decodePassage(stored)
	if err != nil {
		return nil, err
	}
	names := make(map[string]int)
	for i := range p.statements {
		reports, err := p.decodeReports(i)
		if err != nil {
			return nil, err
		}
		counted := make(map[string]bool)
		for _, r := range reports {
			if r.Speaker != nil && r.Speaker.Certain && r.Speaker.Name != "" && !counted[r.Speaker.Name] {
				counted[r.Speaker.Name] = true
				names[r.Speaker.Name]++
			}
		}
	}
	return names, nil
}
