package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"verbatim/corpus/reader"
	"verbatim/index"
	"verbatim/index/rank"
)

// inQuestion is the number of statements of a question that choosing is learned from.
const inQuestion = 200

// fitChoice fits the weights by which statements are chosen to be read, and prints how often an answer is among the first ones
// chosen: of the sets that they are fitted to, and of those that are held out.
func fitChoice(ctx context.Context, network *reader.Network, learn, held []set, stdout io.Writer) (*rank.Features, error) {
	examples, err := choices(ctx, network, learn)
	if err != nil {
		return nil, err
	}
	others, err := choices(ctx, network, held)
	if err != nil {
		return nil, err
	}
	present := rank.WeightsToRead()
	w := trainFrom(examples, &present, func(f int) bool { return present[f] == 0 })
	fmt.Fprintf(stdout, "chosen, present weights: %s\nheld out:                %s\nnew weights:             %s\nheld out:                %s\n",
		places(examples, &present), places(others, &present), places(examples, w), places(others, w))
	return w, nil
}

// choices asks the answerable questions of sets.
func choices(ctx context.Context, network *reader.Network, sets []set) (examples []example, err error) {
	for _, s := range sets {
		err := s.weigh(ctx, network, false, func(q asks, found []index.Weighed) {
			if q.none {
				return
			}
			var e example
			for _, w := range found[:min(len(found), inQuestion)] {
				if !q.neutral(w) {
					e.candidates, e.right = append(e.candidates, w.Features), append(e.right, q.answers(w))
				}
			}
			examples = append(examples, e)
		})
		if err != nil {
			return nil, err
		}
	}
	return examples, nil
}

// places says how many questions have an answer among the first statements under the weights.
func places(examples []example, w *rank.Features) string {
	if len(examples) == 0 {
		return "no questions"
	}
	counts := []int{1, 8, 16, 24, 40, inQuestion}
	within := make([]int, len(counts))
	for i := range examples {
		if place := examples[i].rank(w); place > 0 {
			at, _ := slices.BinarySearch(counts, place)
			for k := at; k < len(counts); k++ {
				within[k]++
			}
		}
	}
	out := fmt.Sprintf("%d questions", len(examples))
	for k, n := range counts {
		out += fmt.Sprintf("  in %d %.1f%%", n, 100*float64(within[k])/float64(len(examples)))
	}
	return out
}
