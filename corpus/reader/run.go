package reader

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// sequence is what the encoder reads: pieces with the special ones. From second on they belong to the second text.
type sequence struct {
	ids    []int32
	second int
}

// run encodes the sequences and calls done with the number of each and the vectors of its tokens, or of the first token if
// the head needs no more. It works on as many packs of sequences
// at a time as the program may use processors, so done is called concurrently, for different sequences. It stops between layers when
// ctx ends.
func (n *Network) run(ctx context.Context, h *head, sequences []sequence, done func(i int, x []float32, s *scratch)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(sequences); {
		to, tokens, longest := from, 0, 0
		for ; to < len(sequences); to++ {
			k := len(sequences[to].ids)
			if to > from && tokens+k > packTokens {
				break
			}
			tokens, longest = tokens+k, max(longest, k)
		}
		first := from
		group.Go(func() error {
			s := n.scratch.get(n.shape, tokens, longest)
			defer n.scratch.put(s)
			return n.encode(ctx, h, s, sequences[first:to], func(i int, x []float32) { done(first+i, x, s) })
		})
		from = to
	}
	return group.Wait()
}

// encode computes one pack.
func (n *Network) encode(ctx context.Context, h *head, s *scratch, sequences []sequence, done func(i int, x []float32)) error {
	width, at := n.shape.Width, 0
	for i := range sequences {
		h.embedding.apply(n.kernel, s.x[at*width:], &sequences[i])
		at += len(sequences[i].ids)
	}
	// A score depends on the first token only.
	first := h.kind == kindScore && len(h.layers) > 0
	for i, l := range h.layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.apply(n, s, sequences, first && i == len(h.layers)-1)
	}
	at = 0
	for i := range sequences {
		end := at + len(sequences[i].ids)
		if first {
			end = at + 1
		}
		done(i, s.x[at*width:end*width])
		at = end
	}
	return nil
}
