package documents

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/speakers"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// Makers makes the documents of changed articles, of several at once.
type Makers struct {
	Make   func(context.Context, corpus.Change, func(corpus.GuildID) bool, *wording.Stemmer, *passage.Packer) (Made, error)
	Stems  *wording.Stemmer
	Packer *passage.Packer
	Damage *view.DamageLog
}

// All makes the documents of the changes, for the guilds that are held.
func (m *Makers) All(ctx context.Context, changes []corpus.Change, held func(corpus.GuildID) bool) ([]Made, error) {
	results := make([]Made, len(changes))
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		if c.Damaged { // in the store, which has logged it
			m.Damage.LeftOut()
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
func (m *Makers) makeOne(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool) (out Made, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = Made{Counts: speakers.Tally{}, Failed: fmt.Errorf("panic: %v\n%s", r, debug.Stack())}, nil
		}
	}()
	out, err = m.Make(ctx, c, held, m.Stems, m.Packer)
	switch {
	case ctx.Err() != nil:
		return Made{}, ctx.Err()
	case err != nil:
		return Made{Counts: speakers.Tally{}, Failed: err}, nil
	}
	out.analyze()
	return out, nil
}
