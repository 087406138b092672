package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"verbatim/corpus"
	"verbatim/index"
	"verbatim/index/indextest"
	"verbatim/index/rank"
)

// wrongly is the part of the right first answers that the printed threshold refuses.
const wrongly = 0.03

// outcome is the first answer to a question that was asked of half of the articles.
type outcome struct {
	signs    rank.Signs
	answered bool // there is any answer
	held     bool // that half holds the right one
	right    bool // the first answer is right
	fold     int
}

// askHalves asks every question of each half of the articles.
func askHalves(ctx context.Context, articles []corpus.Article, questions []indextest.Question) (outcomes []outcome, err error) {
	for half := range 2 {
		var own []corpus.Article
		numbers := make(map[corpus.ArticleID]int)
		for i, a := range articles {
			if i%2 == half {
				own = append(own, a)
			}
			numbers[a.ID] = i
		}
		err := withIndex(ctx, own, nil, func(x *index.Index) error {
			for i := range questions {
				q := &questions[i]
				found, err := weigh(ctx, x, q.Q, 10)
				if err != nil {
					return err
				}
				number := numbers[q.Targets[0].Article]
				o := outcome{fold: number / 2 % folds, held: number%2 == half, signs: found.signs}
				if len(found.statements) > 0 {
					o.answered = true
					o.right = q.AnsweredBy(found.statements[0].Article, found.statements[0].Span)
				}
				outcomes = append(outcomes, o)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// fitSigns prints how many of the questions without an answer are refused by weights that
// were trained on other articles, and returns weights that are trained on all.
func fitSigns(outcomes []outcome, stdout io.Writer) *rank.Signs {
	var held []judged
	for fold := range folds {
		var learn, test []outcome
		for _, o := range outcomes {
			if o.fold == fold {
				test = append(test, o)
			} else {
				learn = append(learn, o)
			}
		}
		held = append(held, judge(trainSigns(learn), test)...)
	}
	w := trainSigns(outcomes)
	fmt.Fprintf(stdout, "articles held out      %s\nall, trained on them   %s\n", refusals(held), refusals(judge(w, outcomes)))
	return w
}

// judged is an outcome with its confidence.
type judged struct {
	*outcome
	confidence float64
}

func judge(w *rank.Signs, outcomes []outcome) []judged {
	out := make([]judged, len(outcomes))
	for i := range outcomes {
		out[i] = judged{&outcomes[i], w.Probability(&outcomes[i].signs)}
	}
	return out
}

// refusals says how many questions without an answer are refused at the threshold that
// refuses some of the right answers.
func refusals(outcomes []judged) string {
	var right []float64
	for _, o := range outcomes {
		if o.held && o.right {
			right = append(right, o.confidence)
		}
	}
	if len(right) == 0 {
		return "no first answer is right"
	}
	slices.Sort(right)
	threshold := right[int(wrongly*float64(len(right)))]
	var unanswerable, refused float64
	for _, o := range outcomes {
		if !o.held {
			unanswerable++
			if !o.answered || o.confidence < threshold {
				refused++
			}
		}
	}
	return fmt.Sprintf("threshold %.3f refuses %.1f%% of the unanswerable questions and %.0f%% of the right answers", threshold, 100*refused/unanswerable, 100*wrongly)
}

// trainSigns fits a logistic regression: right first answers against those to questions that
// cannot be answered.
func trainSigns(outcomes []outcome) *rank.Signs {
	var samples []sample
	for i := range outcomes {
		if o := &outcomes[i]; o.answered && (o.right || !o.held) {
			samples = append(samples, sample{o.signs[:], o.held})
		}
	}
	var w rank.Signs
	fitLogistic(samples, w[:], 1500, 1e-5)
	return &w
}
