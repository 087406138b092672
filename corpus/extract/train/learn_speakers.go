package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"unicode"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/internal/linear"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
	"verbatim/corpus/extract/speaker"
)

// speakerLearner holds the labelled articles, with their reports found.
type speakerLearner struct {
	lex      *lexicon.Lexicon
	reports  *model.Reports
	articles []Labelled
	drafts   [][]report.Draft
	truths   [][]*LabelledQuote // for each draft, nil if it has no label
}

func newSpeakerLearner(articles []Labelled, reports map[string][]byte) (*speakerLearner, error) {
	l := &speakerLearner{lex: lexicon.Words(), reports: model.EmbeddedReports(), articles: articles}
	if reports != nil {
		l.lex = lexicon.LoadLexicon(string(bytes.TrimSpace(reports["lexicon/en/"+lexicon.LearntFile][bytes.IndexByte(reports["lexicon/en/"+lexicon.LearntFile], '\n')+1:])))
		l.reports = &model.Reports{}
		for name, part := range l.reports.Parts() {
			m, err := linear.Decode(reports["model/"+name])
			if err != nil {
				return nil, fmt.Errorf("model %s: %w", name, err)
			}
			*part = m
		}
	}
	for i := range articles {
		d := l.document(i)
		drafts, err := report.Drafts(context.Background(), d)
		if err != nil {
			return nil, err
		}
		truths := make([]*LabelledQuote, len(drafts))
		for n := range drafts {
			truths[n] = truthOf(&drafts[n], articles[i].Quotes)
		}
		l.drafts, l.truths = append(l.drafts, drafts), append(l.truths, truths)
	}
	return l, nil
}

func (l *speakerLearner) document(i int) *document.Document {
	return whole(l.articles[i].Text, l.lex, l.reports)
}

func (l *speakerLearner) resolver(i int, m *model.Speakers) *speaker.Resolver {
	c, _ := speaker.NewResolver(context.Background(), l.document(i), l.drafts[i], m) // which never ends
	return c
}

// truthOf is the labelled quote that a draft found, or nil. The two must share at
// least half of what both cover.
func truthOf(r *report.Draft, quotes []LabelledQuote) *LabelledQuote {
	var best *LabelledQuote
	top := 0.5
	consider := func(s corpus.Span) {
		for k := range quotes {
			q := &quotes[k]
			both := min(s.End, q.End) - max(s.Start, q.Start)
			if either := max(s.End, q.End) - min(s.Start, q.Start); both > 0 && float64(both) >= top*float64(either) {
				best, top = q, float64(both)/float64(either)
			}
		}
	}
	if r.Content != nil {
		consider(*r.Content)
	}
	for _, s := range r.Quotes {
		consider(s)
	}
	return best
}

// sameName reports whether a name that was found is the labelled one: they end in
// the same word or, if the label is not a person's name, one contains the other.
func sameName(q *LabelledQuote, found string) bool {
	a, b := lastWord(q.Speaker), lastWord(found)
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	if q.SpeakerType == "name" || q.SpeakerType == "pronoun" {
		return false
	}
	x, y := strings.ToLower(q.Speaker), strings.ToLower(found)
	return strings.Contains(x, y) || strings.Contains(y, x)
}

// lastWord is the last word of a name in lower case, without suffix and ’s.
func lastWord(s string) string {
	f := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && r != '-' && r != '_'
	})
	for n := len(f) - 1; n >= 0; n-- {
		w := f[n]
		for _, end := range []string{"'s", "’s", "'", "’"} {
			w = strings.TrimSuffix(w, end)
		}
		switch w {
		case "", "jr", "sr", "ii", "iii":
			continue
		}
		return w
	}
	return ""
}

// How the models are fitted.
const (
	speakerBits     = 17
	speakerEpochs   = 8
	confidenceFolds = 4
	confidenceBits  = 12
)

// weightOf is the weight of a label of a pronoun.
func weightOf(q *LabelledQuote) float64 {
	switch q.Resolved {
	case "silver-dcoref":
		return 0.2
	case "silver-prev-source":
		return 0.8
	}
	return 1
}

// speakerExamples are the choices to learn from.
type speakerExamples struct {
	surface, antecedent []choice
	antecedentWeights   []float64
	doubtful            []bool // which of the antecedents a machine labelled
}

// fit fits both rankers to the articles that use selects.
func (l *speakerLearner) fit(use func(i int) bool) (surface, antecedent *linear.Model) {
	x := &speakerExamples{}
	for i := range l.articles {
		if use(i) {
			l.collect(i, x)
		}
	}
	antecedent = fitRanker(x.antecedent, x.antecedentWeights)
	// Once more, with less weight on labels that a machine made and that the model
	// finds unlikely.
	for i, y := range x.antecedent {
		if x.doubtful[i] {
			x.antecedentWeights[i] *= belief(antecedent, y)
		}
	}
	return fitRanker(x.surface, nil), fitRanker(x.antecedent, x.antecedentWeights)
}

// belief is the probability that a model gives to the right candidates of a choice.
func belief(m *linear.Model, y choice) float64 {
	scores := make([]float64, len(y.candidates))
	best := 0
	for i, f := range y.candidates {
		if scores[i] = float64(m.Score(f)); scores[i] > scores[best] {
			best = i
		}
	}
	right, all := 0.0, 0.0
	for i, s := range scores {
		p := math.Exp(s - scores[best])
		if all += p; y.right[i] {
			right += p
		}
	}
	return right / all
}

func fitRanker(examples []choice, weights []float64) *linear.Model {
	fit := linear.NewLogistic(1, speakerBits, rate, decay)
	var mean linear.Mean
	for e := range speakerEpochs {
		for _, i := range linear.Order(len(examples), learnSeed+uint64(e)) {
			w := 1.0
			if weights != nil {
				w = weights[i]
			}
			fit.Rank(examples[i].candidates, examples[i].right, w)
		}
		if e >= speakerEpochs/2 {
			mean.Add(fit)
		}
	}
	return mean.Model()
}

// collect adds the choices of article i. For each choice, the reports before it
// have the speakers that the labels give.
func (l *speakerLearner) collect(i int, x *speakerExamples) {
	c := l.resolver(i, nil)
	for n := range c.Drafts {
		q := l.truths[i][n]
		if q == nil {
			c.Decisions[n] = speaker.Decision{Mention: -1, Entity: -1, Person: -1, Outer: -1}
			guess(c, n)
			continue
		}
		speaker.ListOptions(c, n)
		y, chosen := labelSurface(c, n, q)
		if chosen < 0 {
			c.Decisions[n] = speaker.Decision{Mention: -1, Entity: -1, Person: -1, Outer: -1}
			continue
		}
		if r := c.Drafts[n].Continues; r < 0 {
			x.surface = append(x.surface, y)
		}
		o := c.Options[chosen]
		c.Decisions[n] = speaker.Decision{Mention: o.Mention, Entity: -1, Person: -1, Outer: -1}
		switch {
		case o.Carry:
			c.Decisions[n] = c.Decisions[n-1]
		case o.Mention >= 0 && c.Mentions[o.Mention].Kind == speaker.Pronominal:
			labelAntecedent(c, n, o.Mention, q, x)
			c.Decisions[n].Resolved = 1
			speaker.LearnGender(c, n)
		case o.Mention >= 0:
			c.Decisions[n].Entity = c.Mentions[o.Mention].Entity
		}
		if !o.Carry {
			c.Decisions[n].Person = c.Decisions[n].Entity
		}
	}
}

// hasCueOf reports whether draft n has the labelled cue, or is a quotation.
func hasCueOf(c *speaker.Resolver, n int, q *LabelledQuote) bool {
	r := &c.Drafts[n]
	if r.Kind == corpus.Direct {
		return true
	}
	if r.Cue.Empty() {
		return false
	}
	return strings.Contains(q.Cue, c.Doc.Word(r.Cue.From))
}

// guess takes the hint for a draft without a label, for the drafts after it.
func guess(c *speaker.Resolver, n int) {
	speaker.ListOptions(c, n)
	for _, o := range c.Options {
		if o.Hint == speaker.Heads && o.Mention >= 0 {
			e := c.Mentions[o.Mention].Entity
			c.Decisions[n].Mention, c.Decisions[n].Entity, c.Decisions[n].Person = o.Mention, e, e
			return
		}
	}
}

// labelSurface is the choice of draft n, and the option that is right, or -1.
func labelSurface(c *speaker.Resolver, n int, q *LabelledQuote) (choice, int) {
	chosen := -1
	for k := range c.Options {
		o := &c.Options[k]
		if o.Mention < 0 || q.SpeakerSpan.Len() <= 0 {
			continue
		}
		m := &c.Mentions[o.Mention]
		if m.Inner && !m.Genitive {
			continue
		}
		start, end := int(c.Doc.Tokens[m.From].Start), int(c.Doc.Tokens[m.To-1].End)
		head := int(c.Doc.Tokens[m.Head()].Start)
		if end <= q.SpeakerSpan.Start || start >= q.SpeakerSpan.End || head < q.SpeakerSpan.Start {
			continue
		}
		if chosen < 0 || start < int(c.Doc.Tokens[c.Mentions[c.Options[chosen].Mention].From].Start) {
			chosen = k
		}
	}
	if chosen < 0 {
		for k := range c.Options {
			o := &c.Options[k]
			switch {
			case o.Mention >= 0:
			case o.Carry && q.Speaker != "":
				if e := c.Decisions[n-1].Entity; e >= 0 && sameName(q, shownName(c, e)) {
					chosen = k
				}
			case !o.Carry && q.SpeakerSpan.Len() <= 0 && q.Speaker == "":
				chosen = k
			}
		}
	}
	var y choice
	if chosen < 0 {
		return y, -1
	}
	for k := range c.Options {
		speaker.DescribeOption(c, n, &c.Options[k])
		y.candidates = append(y.candidates, clone(c.Features.List))
		y.right = append(y.right, k == chosen)
	}
	return y, chosen
}

func shownName(c *speaker.Resolver, e int32) string {
	r := c.Entities[e].Name
	return c.Doc.Text[c.Doc.Tokens[r.From].Start:c.Doc.Tokens[r.To-1].End]
}

// labelAntecedent adds the choice of the entity that the pronoun of draft n refers
// to.
func labelAntecedent(c *speaker.Resolver, n int, i int32, q *LabelledQuote, x *speakerExamples) {
	if q.Speaker == "" || c.Doc.Classes[c.Mentions[i].From] == lexicon.Relative {
		return
	}
	speaker.CollectAntecedents(c, n, i)
	var y choice
	chosen := -1
	for k := range c.Rivals {
		speaker.DescribeAntecedent(c, n, i, &c.Rivals[k])
		right := sameName(q, shownName(c, c.Rivals[k].Entity))
		if right && chosen < 0 {
			chosen = k
		}
		y.candidates = append(y.candidates, clone(c.Features.List))
		y.right = append(y.right, right)
	}
	if chosen < 0 {
		return
	}
	c.Decisions[n].Entity = c.Rivals[chosen].Entity
	x.antecedent = append(x.antecedent, y)
	x.antecedentWeights = append(x.antecedentWeights, weightOf(q))
	x.doubtful = append(x.doubtful, q.Resolved == "silver-prev-source" || q.Resolved == "silver-dcoref")
}
