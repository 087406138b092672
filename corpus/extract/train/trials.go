package main

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/internal/linear"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/speaker"
)

// trial is a speaker that was found in an article by models that were not fitted to
// it.
type trial struct {
	decision          // whether it was right
	fold       int    // of the article
	form       string // of the labelled mention: "name", "pronoun" …
	direct     bool
	own        bool    // of the built-in article
	confidence float64 // the log-odds of its being right
}

type trials []trial

// ownWeight is the weight of the built-in article's reports, which show the
// annotation rules.
const ownWeight = 12

// add compares the decision of c for draft n with its label.
func (t *trials) add(c *speaker.Resolver, n int, q *LabelledQuote, fold int, own bool) {
	var s corpus.Speaker
	if c.Decisions[n].Mention >= 0 {
		speaker.Fill(c, &s, &c.Decisions[n])
	}
	speaker.DescribeConfidence(c, n)
	right := sameName(q, s.Name)
	weight := weightOf(q)
	if own {
		weight *= ownWeight
	}
	*t = append(*t, trial{
		decision: decision{clone(c.Features.List), int(model.Flag(right)), weight},
		fold:     fold, form: formOf(q), direct: q.Kind == corpus.Direct, own: own,
	})
}

// formOf is the form of a labelled mention, with the source of the label when that
// matters.
func formOf(q *LabelledQuote) string {
	if q.SpeakerType == "pronoun" {
		return "pronoun (" + q.Resolved + ")"
	}
	return q.SpeakerType
}

// summary tells how often the trials were right, and how often when they were
// confident.
func (t trials) summary() string {
	var out strings.Builder
	for _, direct := range []bool{true, false} {
		kind := "other "
		if direct {
			kind = "direct"
		}
		right, all := map[string]int{}, map[string]int{}
		var forms []string
		var some trials
		for _, x := range t {
			if x.direct != direct || x.own {
				continue
			}
			if all[x.form] == 0 {
				forms = append(forms, x.form)
			}
			for _, f := range []string{x.form, ""} {
				all[f]++
				right[f] += x.class
			}
			some = append(some, x)
		}
		sort.Strings(forms)
		fmt.Fprintf(&out, "%s speakers right: %.1f %% of %d;", kind, 100*float64(right[""])/float64(max(1, all[""])), all[""])
		for _, f := range forms {
			fmt.Fprintf(&out, " %s %.1f %% of %d", f, 100*float64(right[f])/float64(all[f]), all[f])
		}
		out.WriteString("\n" + some.confident())
	}
	return out.String()
}

// confident says, for several thresholds, how many trials reach them and how many
// of these are right.
func (t trials) confident() string {
	var out strings.Builder
	for _, p := range []float64{0.7, 0.74, 0.78, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96} {
		right, n := 0, 0
		for _, x := range t {
			if 1/(1+math.Exp(-x.confidence)) >= p {
				n++
				right += x.class
			}
		}
		fmt.Fprintf(&out, "  from %.2f on: %.1f %% right at coverage %.1f %%\n", p, 100*float64(right)/float64(max(1, n)), 100*float64(n)/float64(max(1, len(t))))
	}
	return out.String()
}

// fitConfidence fits the model of whether a speaker is right to the trials of
// models on articles that they were not fitted to.
func fitConfidence(l *speakerLearner) (*linear.Model, string) {
	var t trials
	for fold := range confidenceFolds {
		m := &model.Speakers{}
		m.Surface, m.Antecedent = l.fit(func(i int) bool { return i%confidenceFolds != fold })
		for i := fold; i < len(l.articles); i += confidenceFolds {
			c := l.resolver(i, m)
			for n := range c.Drafts {
				speaker.Decide(c, n)
				if q := l.truths[i][n]; q != nil && q.Speaker != "" && !speaker.Inferred(c, n) && hasCueOf(c, n, q) { // the labels do not resolve roles
					t.add(c, n, q, fold, l.articles[i].ID == corpus.BuiltinID)
				}
			}
		}
	}
	// The model that judges a trial was not fitted to its article's fold either.
	for fold := range confidenceFolds {
		var others []decision
		for _, x := range t {
			if x.fold != fold {
				others = append(others, x.decision)
			}
		}
		m := classify(others, 1, confidenceBits)
		for k := range t {
			if t[k].fold == fold {
				t[k].confidence = float64(m.Score(t[k].features))
			}
		}
	}
	all := make([]decision, len(t))
	for k := range t {
		all[k] = t[k].decision
	}
	return classify(all, 1, confidenceBits), t.summary()
}
