package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"verbatim/corpus"
	"verbatim/index"
	"verbatim/index/indextest"
	"verbatim/index/rank"
)

const (
	folds      = 4   // parts of the articles, each of which is held out once
	asked      = 100 // answers that are asked for
	candidates = 150 // statements of a question that are learned from
)

// example is a question with the features of its candidates.
type example struct {
	candidates []rank.Features
	right      []bool
	fold       int
}

// gather asks the questions of an index of all articles.
func gather(ctx context.Context, articles []corpus.Article, questions []indextest.Question) (examples []example, err error) {
	numbers := make(map[corpus.ArticleID]int)
	for i, a := range articles {
		numbers[a.ID] = i
	}
	err = withIndex(ctx, articles, nil, func(x *index.Index) error {
		for i := range questions {
			q := &questions[i]
			found, err := weigh(ctx, x, q.Q, asked)
			if err != nil {
				return err
			}
			e := example{fold: numbers[q.Targets[0].Article] % folds}
			for _, s := range found.statements[:min(len(found.statements), candidates)] {
				e.candidates = append(e.candidates, s.Features)
				e.right = append(e.right, q.AnsweredBy(s.Article, s.Span))
			}
			examples = append(examples, e)
		}
		return nil
	})
	return examples, err
}

// fitFeatures prints the figures of weights on articles that they were not trained on, and
// returns weights that are trained on all.
func fitFeatures(examples []example, stdout io.Writer) *rank.Features {
	var held indextest.Figures
	for fold := range folds {
		w := train(slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return e.fold == fold }))
		for i := range examples {
			if examples[i].fold == fold {
				held.Add(examples[i].rank(w))
			}
		}
	}
	w, present := train(examples), rank.Weights()
	var all, before indextest.Figures
	for i := range examples {
		all.Add(examples[i].rank(w))
		before.Add(examples[i].rank(&present))
	}
	fmt.Fprintf(stdout, "articles held out      %s\nall, trained on them   %s\nthe present weights    %s\n", &held, &all, &before)
	return w
}

// rank returns the rank of the first right candidate under the weights, 0 if there is none.
func (e *example) rank(w *rank.Features) int {
	best := math.Inf(-1)
	for i := range e.candidates {
		if e.right[i] {
			best = max(best, w.Of(&e.candidates[i]))
		}
	}
	if math.IsInf(best, -1) {
		return 0
	}
	first := 1
	for i := range e.candidates {
		if !e.right[i] && w.Of(&e.candidates[i]) > best {
			first++
		}
	}
	return first
}

// train maximises the likelihood of the right candidates by Adam, with a little weight decay.
// Weights that are set by hand stay as they are. The others begin at zero: the present ones
// have seen the articles that are held out.
func train(examples []example) *rank.Features {
	var start rank.Features
	for i, w := range rank.Weights() {
		if rank.Feature(i).ByHand() {
			start[i] = w
		}
	}
	return trainFrom(examples, &start, func(f int) bool { return rank.Feature(f).ByHand() || rank.Feature(f).OfReading() })
}

// trainFrom begins at weights, of which some are fixed.
func trainFrom(examples []example, start *rank.Features, fixed func(feature int) bool) *rank.Features {
	const epochs, rate, decay = 20, 0.1, 1e-4
	w := *start
	var m, v rank.Features
	random := rand.New(rand.NewPCG(1, 2))
	step := 0
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for epoch := range epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for from := 0; from < len(order); from += 32 {
			var g rank.Features
			for _, i := range order[from:min(from+32, len(order))] {
				examples[i].gradient(&w, &g)
			}
			step++
			for i := range w {
				if fixed(i) {
					continue
				}
				d := g[i]/32 - decay*w[i]
				m[i] = 0.9*m[i] + 0.1*d
				v[i] = 0.999*v[i] + 0.001*d*d
				up := m[i] / (1 - math.Pow(0.9, float64(step)))
				w[i] += rate / (1 + float64(epoch)) * up / (math.Sqrt(v[i]/(1-math.Pow(0.999, float64(step)))) + 1e-8)
			}
		}
	}
	return &w
}

// gradient adds the gradient of the log likelihood of the right candidates.
func (e *example) gradient(w, g *rank.Features) {
	if !slices.Contains(e.right, true) {
		return
	}
	p := make([]float64, len(e.candidates))
	top := math.Inf(-1)
	for i := range e.candidates {
		p[i] = w.Of(&e.candidates[i])
		top = max(top, p[i])
	}
	all, right := 0.0, 0.0
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		all += p[i]
		if e.right[i] {
			right += p[i]
		}
	}
	for i := range p {
		d := -p[i] / all
		if e.right[i] {
			d += p[i] / right
		}
		for k, f := range e.candidates[i] {
			g[k] += d * f
		}
	}
}
