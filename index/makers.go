package index

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// makers makes the documents of changed articles, of several at once.
type makers struct {
	make   func(context.Context, corpus.Change, func(corpus.GuildID) bool, *rank.Stemmer, *passage.Packer) (made, error)
	stems  *rank.Stemmer
	packer *passage.Packer
	damage *view.DamageLog
}

// makeAll makes the documents of the changes, for the guilds that are held.
func (m *makers) makeAll(ctx context.Context, changes []corpus.Change, held func(corpus.GuildID) bool) ([]made, error) {
	results := make([]made, len(changes))
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		if c.Damaged { // in the store, which has logged it
			m.damage.LeftOut()
		}
		if c.Removed {
			continue
		}
		workers.Go(func() error {
			var err error
			results[i], err = m.makeOne(ctx, c, held)
			return err
		})
	}
	return results, workers.Wait()
}

// makeOne makes the documents of a change. An article on which that fails or panics
// has no documents. The only error is that ctx has ended.
func (m *makers) makeOne(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool) (out made, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = made{counts: newTally(), failed: fmt.Errorf("panic: %v\n%s", r, debug.Stack())}, nil
		}
	}()
	out, err = m.make(ctx, c, held, m.stems, m.packer)
	switch {
	case ctx.Err() != nil:
		return made{}, ctx.Err()
	case err != nil:
		return made{counts: newTally(), failed: err}, nil
	}
	out.analyze()
	return out, nil
}
