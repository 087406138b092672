package cli

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// inOrder processes the inputs with one goroutine per processor, and passes the
// results to emit in the order of the inputs. The first error in that order
// ends it, after all results before it were emitted.
func inOrder[I, O any](ctx context.Context, inputs iter.Seq2[I, error], work func(context.Context, I) (O, error), emit func(O) error) error {
	type result struct {
		out O
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	slots := make(chan chan result, 4*workers) // one per result, in order
	var group errgroup.Group
	group.Go(func() error {
		defer close(slots)
		var pool errgroup.Group
		pool.SetLimit(workers)
		for in, err := range inputs {
			slot := make(chan result, 1)
			select {
			case slots <- slot:
			case <-ctx.Done():
				return pool.Wait()
			}
			if err != nil {
				slot <- result{err: err}
				break
			}
			pool.Go(func() error {
				out, err := work(ctx, in)
				slot <- result{out, err}
				return nil
			})
		}
		return pool.Wait()
	})
	err := func() error {
		for slot := range slots {
			r := <-slot
			if r.err != nil {
				return r.err
			}
			if err := emit(r.out); err != nil {
				return err
			}
		}
		return ctx.Err()
	}()
	cancel()
	_ = group.Wait() // no error is possible
	return err
}
