package index

import (
	"errors"
	"slices"
	"testing"

	"verbatim/corpus"
)

// outcome is what came of a question that was asked of half the articles.
type outcome struct {
	answered   bool // anything at all
	held       bool // the half that was asked holds the answer
	right      bool // the first answer is right
	confidence float64
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
			o := outcome{held: in[q.Targets[0].Article]%2 == half}
			weighed, signs, err := x.Weigh(t.Context(), corpus.Query{Text: q.Q, Limit: 10})
			if !errors.Is(err, corpus.ErrEmptyQuestion) { // such a question has no answer
				must(t, err)
			}
			if len(weighed) > 0 {
				o.answered, o.confidence = true, signs.Confidence()
				o.right = q.AnsweredBy(weighed[0].Article, weighed[0].Span)
			}
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
