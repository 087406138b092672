package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"verbatim/corpus/reader"
	"verbatim/index"
	"verbatim/index/rank"
)

// judgedQuestion is a question whose best statements were read.
type judgedQuestion struct {
	read    []index.Weighed
	right   []bool
	neutral []bool
	none    bool // nothing answers it
}

// readSets asks the questions of sets, with the best statements read.
func readSets(ctx context.Context, network *reader.Network, sets []set) (out []judgedQuestion, err error) {
	for _, s := range sets {
		err := s.weigh(ctx, network, true, func(q asks, found []index.Weighed) {
			one := judgedQuestion{none: q.none}
			for _, w := range found {
				if w.Read {
					one.read = append(one.read, w)
					one.right = append(one.right, !q.none && q.answers(w))
					one.neutral = append(one.neutral, q.neutral(w))
				}
			}
			out = append(out, one)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fitWordShare returns how much the words' score counts beside the reader's: the share of a coarse scale that puts most answers first.
func fitWordShare(questions []judgedQuestion, stdout io.Writer) float64 {
	best, bestFirst := 0.0, -1
	for _, share := range []float64{0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 2} {
		first, three, asked := 0, 0, 0
		for i := range questions {
			q := &questions[i]
			if q.none {
				continue
			}
			asked++
			order := q.order(share)
			for k, at := range order[:min(3, len(order))] {
				if q.right[at] {
					three++
					if k == 0 {
						first++
					}
					break
				}
			}
		}
		fmt.Fprintf(stdout, "words count %.2f: first %.1f%%, among three %.1f%% of %d\n", share, 100*float64(first)/float64(asked), 100*float64(three)/float64(asked), asked)
		if 2*first+three > bestFirst {
			best, bestFirst = share, 2*first+three
		}
	}
	return best
}

// order returns the places of the read statements, best first.
func (q *judgedQuestion) order(share float64) []int {
	choice := rank.WeightsToRead()
	score := make([]float64, len(q.read))
	places := make([]int, len(q.read))
	for i := range q.read {
		places[i] = i
		score[i] = q.read[i].Features.Reader() + share*choice.Of(&q.read[i].Features)
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return places
}

// fitReadSigns fits a logistic regression that says if a statement that was read answers, to the first one of each question. With those
// that may become further cards as well it refused no better.
func fitReadSigns(questions []judgedQuestion, share float64) *rank.ReadSigns {
	var samples []sample
	for i := range questions {
		q := &questions[i]
		if order := q.order(share); len(order) > 0 && !q.neutral[order[0]] {
			samples = append(samples, sample{q.read[order[0]].Signs[:], q.right[order[0]]})
		}
	}
	var w rank.ReadSigns
	fitLogistic(samples, w[:], 4000, 1e-4)
	return &w
}

// printRefusals prints, for several thresholds, what is refused and shown.
func printRefusals(questions []judgedQuestion, share float64, w *rank.ReadSigns, stdout io.Writer) {
	for threshold := 0.05; threshold < 0.8; threshold += 0.05 {
		var asked, none, lost, kept, first, three, cards, filler float64
		for i := range questions {
			q := &questions[i]
			order := q.order(share)
			shown, hit := 0, -1
			for _, at := range order {
				signs := q.read[at].Signs
				if shown == 3 || w.Probability(&signs) < threshold {
					continue
				}
				if q.right[at] && hit < 0 {
					hit = shown
				}
				if shown > 0 && !q.none {
					cards++
					if !q.right[at] && !q.neutral[at] {
						filler++
					}
				}
				shown++
			}
			if q.none {
				none++
				if shown == 0 {
					kept++
				}
				continue
			}
			asked++
			if shown == 0 {
				lost++
			}
			if hit == 0 {
				first++
			}
			if hit >= 0 {
				three++
			}
		}
		part := func(a, b float64) float64 { return 100 * a / math.Max(1, b) }
		fmt.Fprintf(stdout, "threshold %.2f: first %.1f%%, among three %.1f%%, refused %.1f%%; unanswerable refused %.1f%%; filler %.1f%% of %.0f\n",
			threshold, part(first, asked), part(three, asked), part(lost, asked), part(kept, none), part(filler, cards), cards)
	}
}
