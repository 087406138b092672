package index

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// outcome is what came of a question that was asked of half the articles.
type outcome struct {
	signs      rank.Signs
	answered   bool // anything at all
	held       bool // the half that was asked holds the answer
	right      bool // the first answer is right
	confidence float64
	fold       int
}

// askHalves asks every question of each half of the articles.
func askHalves(t *testing.T) []outcome {
	t.Helper()
	articles, questions := evalData(t)
	var out []outcome
	for half := range 2 {
		var own []corpus.Article
		in := make(map[corpus.ArticleID]int)
		for i, a := range articles {
			if i%2 == half {
				own = append(own, a)
			}
			in[a.ID] = i
		}
		x, _ := open(t, own...)
		for i := range questions {
			q := &questions[i]
			o := outcome{fold: in[q.Targets[0].Article] / 2, held: in[q.Targets[0].Article]%2 == half}
			must(t, x.read(corpus.Shared, func(s *view.Snapshot) error {
				asked, err := rank.ParseQuestion(q.Q, x.stems)
				if err != nil {
					return nil //nolint:nilerr // such a question has no answer
				}
				in := x.searcher.newRun(s, corpus.Query{Limit: 10}, asked)
				if err := in.prepare(t.Context()); err != nil {
					return err
				}
				ranked, _, err := in.ranked(t.Context(), in.breadth())
				if err != nil || len(ranked) == 0 {
					return err
				}
				o.answered, o.signs = true, in.matcher.SignsOf(ranked)
				o.confidence = o.signs.Confidence()
				c, err := s.Citation(ranked[0].Passage.Article)
				p := ranked[0].Passage
				span := p.Statements[ranked[0].Statement].Span
				o.right = q.rightAnswer(c.Article, corpus.Span{Start: span.Start + p.Base, End: span.End + p.Base})
				return err
			}))
			out = append(out, o)
		}
	}
	return out
}

// refusals are the part of unanswerable questions that are refused at a
// threshold, and of those whose first answer is right.
func refusals(outcomes []outcome, threshold float64) (rightly, wrongly float64) {
	var unanswerable, refused, right, lost float64
	for _, o := range outcomes {
		no := !o.answered || o.confidence < threshold
		switch {
		case !o.held:
			unanswerable++
			if no {
				refused++
			}
		case o.right:
			right++
			if no {
				lost++
			}
		}
	}
	return refused / unanswerable, lost / right
}

// thresholdFor is the threshold that wrongly refuses that part.
func thresholdFor(outcomes []outcome, wrongly float64) float64 {
	var right []float64
	for _, o := range outcomes {
		if o.held && o.right {
			right = append(right, o.confidence)
		}
	}
	slices.Sort(right)
	return right[int(wrongly*float64(len(right)))]
}

// TestEvalRefusal prints how many of the questions that the corpus does not
// answer are refused.
func TestEvalRefusal(t *testing.T) {
	outcomes := askHalves(t)
	for _, threshold := range []float64{DefaultThreshold, thresholdFor(outcomes, 0.02), thresholdFor(outcomes, 0.03), thresholdFor(outcomes, 0.05)} {
		rightly, wrongly := refusals(outcomes, threshold)
		t.Logf("threshold %.3f: refused %.1f%% of the unanswerable, %.1f%% of those whose first answer is right", threshold, 100*rightly, 100*wrongly)
	}
}

// TestTrainRefusal prints weights for confidence.go.
func TestTrainRefusal(t *testing.T) {
	if !*trainNow {
		t.Skip("no -train given")
	}
	outcomes := askHalves(t)
	const folds = 4
	var held []outcome
	for fold := range folds {
		var learn, test []outcome
		for _, o := range outcomes {
			if o.fold%folds == fold {
				test = append(test, o)
			} else {
				learn = append(learn, o)
			}
		}
		w := trainRefusal(learn)
		held = append(held, applied(w, test)...)
	}
	all := trainRefusal(outcomes)
	for _, run := range []struct {
		name     string
		outcomes []outcome
	}{{"articles held out", held}, {"all, trained on them", applied(all, outcomes)}} {
		threshold := thresholdFor(run.outcomes, 0.03)
		rightly, wrongly := refusals(run.outcomes, threshold)
		t.Logf("%s: threshold %.3f refuses %.1f%% rightly, %.1f%% wrongly", run.name, threshold, 100*rightly, 100*wrongly)
	}
	var b strings.Builder
	for i, v := range all {
		fmt.Fprintf(&b, "%d: %.2f, ", i, v)
	}
	t.Log(b.String())
}

func applied(w *rank.Signs, outcomes []outcome) []outcome {
	out := slices.Clone(outcomes)
	for i := range out {
		out[i].confidence = probability(w, &out[i].signs)
	}
	return out
}

func probability(w *rank.Signs, s *rank.Signs) float64 {
	sum := 0.0
	for i := range s {
		sum += w[i] * s[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// trainRefusal fits a logistic regression by gradient descent with momentum:
// right first answers against those to questions that cannot be answered.
func trainRefusal(outcomes []outcome) *rank.Signs {
	var w, speed rank.Signs
	for range 1500 {
		var g rank.Signs
		n := 0.0
		for i := range outcomes {
			o := &outcomes[i]
			if !o.answered || o.held && !o.right {
				continue
			}
			want := 0.0
			if o.held {
				want = 1
			}
			d := want - probability(&w, &o.signs)
			for k, v := range o.signs {
				g[k] += d * v
			}
			n++
		}
		for k := range w {
			speed[k] = 0.95*speed[k] + g[k]/n - 1e-5*w[k]
			w[k] += 0.3 * speed[k]
		}
	}
	return &w
}
