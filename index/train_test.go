package index

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

var trainNow = flag.Bool("train", false, "train the ranking's weights on the -eval folder and print them")

// example is a question with the features of its candidates.
type example struct {
	candidates []rank.Features
	right      []bool
	first      int // rank of the first right one before training, 0 for none
	fold       int
}

// TestTrain prints weights for features.go: those under which the right
// statement is the likeliest among the candidates, and how they do on articles
// that they were not trained on.
func TestTrain(t *testing.T) {
	if !*trainNow {
		t.Skip("no -train given")
	}
	articles, questions := evalData(t)
	x, _ := open(t, articles...)
	examples := gather(t, x, questions, articles)
	const folds = 4
	var held figures
	for fold := range folds {
		w := train(slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return e.fold%folds == fold }))
		for _, e := range examples {
			if e.fold%folds == fold {
				held.add(e.rank(w))
			}
		}
	}
	held.log(t, "articles held out")
	w := train(examples)
	var all figures
	for _, e := range examples {
		all.add(e.rank(w))
	}
	all.log(t, "all, trained on them")
	var b strings.Builder
	for i, v := range w {
		fmt.Fprintf(&b, "%2d: %.3f, ", i, v)
	}
	t.Log(b.String())
}

func gather(t *testing.T, x *Index, questions []evalQuestion, articles []corpus.Article) []example {
	t.Helper()
	folds := make(map[corpus.ArticleID]int)
	for i, a := range articles {
		folds[a.ID] = i
	}
	var out []example
	for i := range questions {
		q := &questions[i]
		e := example{fold: folds[q.Targets[0].Article]}
		must(t, x.read(corpus.Shared, func(s *view.Snapshot) error {
			asked, err := rank.ParseQuestion(q.Q, x.stems)
			if err != nil {
				return nil //nolint:nilerr // such a question has no answer
			}
			in := x.searcher.newRun(s, corpus.Query{Limit: 100}, asked)
			if err := in.prepare(t.Context()); err != nil {
				return err
			}
			ranked, _, err := in.ranked(t.Context(), in.breadth())
			if err != nil {
				return err
			}
			for k, r := range ranked[:min(len(ranked), 150)] {
				c, err := s.Citation(r.Passage.Article)
				if err != nil {
					return err
				}
				st := r.Passage.Statements[r.Statement]
				right := q.rightAnswer(c.Article, corpus.Span{Start: r.Passage.Base + st.Span.Start, End: r.Passage.Base + st.Span.End})
				if right && e.first == 0 {
					e.first = k + 1
				}
				e.candidates = append(e.candidates, r.Features)
				e.right = append(e.right, right)
			}
			return nil
		}))
		out = append(out, e)
	}
	return out
}

// rank is the rank of the first right candidate under the weights.
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
	rank := 1
	for i := range e.candidates {
		if !e.right[i] && w.Of(&e.candidates[i]) > best {
			rank++
		}
	}
	return rank
}

// train maximises the likelihood of the right candidates by Adam, with a little
// weight decay.
func train(examples []example) *rank.Features {
	const epochs, rate, decay = 20, 0.1, 1e-4
	fixed := func(i int) bool { return i == rank.SpeakerIs || i == rank.TopicIn || i == rank.Reported } // these ask for facts, not for words
	var w, m, v rank.Features
	for i := range w { // the rest begins at zero: the present weights have seen the articles that are held out
		if fixed(i) {
			w[i] = rank.Weights[i]
		}
	}
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

// gradient adds that of the log likelihood of the right candidates.
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
