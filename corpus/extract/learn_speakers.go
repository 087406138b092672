package extract

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"unicode"

	"verbatim/corpus"
	"verbatim/corpus/extract/internal/linear"
)

// LearnSpeakers fits the models that find speakers to labelled articles, and is
// the files to embed by their path in this package's folder. It looks for the
// reports with the models in reports, files made by LearnReports, or with the
// embedded ones where that is nil. It is deterministic. The summary says how often
// models of parts of the articles are right about the others.
func LearnSpeakers(articles []Labelled, reports map[string][]byte) (files map[string][]byte, summary string, err error) {
	l, err := newSpeakerLearner(articles, reports)
	if err != nil {
		return nil, "", err
	}
	m := &speakerModels{}
	m.trust, summary = l.fitTrust()
	m.surface, m.antecedent = l.fit(func(int) bool { return true })
	files = map[string][]byte{}
	for name, part := range m.parts() {
		files["model/"+name] = (*part).Encode()
	}
	return files, summary, nil
}

// speakerLearner holds the labelled articles, with their reports found.
type speakerLearner struct {
	lex      *lexicon
	reports  *models
	articles []Labelled
	drafts   [][]draft
	truths   [][]*LabelledQuote // of every draft, nil where it has none
}

func newSpeakerLearner(articles []Labelled, reports map[string][]byte) (*speakerLearner, error) {
	l := &speakerLearner{lex: words(), reports: reportModels(), articles: articles}
	if reports != nil {
		l.lex = loadLexicon(string(bytes.TrimSpace(reports["lexicon/"+learntFile][bytes.IndexByte(reports["lexicon/"+learntFile], '\n')+1:])))
		l.reports = &models{}
		for name, part := range l.reports.parts() {
			m, err := linear.Decode(reports["model/"+name])
			if err != nil {
				return nil, fmt.Errorf("model %s: %w", name, err)
			}
			*part = m
		}
	}
	for i := range articles {
		d := l.document(i)
		drafts, err := d.drafts(context.Background())
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

func (l *speakerLearner) document(i int) *document {
	return whole(l.articles[i].Text, l.lex, l.reports)
}

func (l *speakerLearner) caster(i int, m *speakerModels) *caster {
	c, _ := l.document(i).newCaster(context.Background(), l.drafts[i], m) // which never ends
	return c
}

// truthOf is the labelled quote that a draft found, or nil: the one that shares
// at least half of what both cover.
func truthOf(r *draft, quotes []LabelledQuote) *LabelledQuote {
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
	if r.content != nil {
		consider(*r.content)
	}
	for _, s := range r.quotes {
		consider(s)
	}
	return best
}

// sameName reports whether a name that was found is the labelled one: they end
// in the same word, or, where the label is no person's name, one holds the other.
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
	speakerBits   = 17
	speakerEpochs = 8
	trustFolds    = 4
	trustBits     = 12
)

// weightOf is how far a label of a pronoun is relied on.
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
	// Once more, with less of the labels that a machine made and that the model
	// finds unlikely.
	for i, y := range x.antecedent {
		if x.doubtful[i] {
			x.antecedentWeights[i] *= belief(antecedent, y)
		}
	}
	return fitRanker(x.surface, nil), fitRanker(x.antecedent, x.antecedentWeights)
}

// belief is the probability that a model gives to the right ones of a choice.
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

// collect adds the choices of article i. The history of each choice is what the
// labels say of the reports before it.
func (l *speakerLearner) collect(i int, x *speakerExamples) {
	c := l.caster(i, nil)
	for n := range c.drafts {
		q := l.truths[i][n]
		if q == nil {
			c.decided[n] = decided{mention: -1, entity: -1, person: -1, outer: -1}
			c.guess(n)
			continue
		}
		c.list(n)
		y, chosen := c.labelSurface(n, q)
		if chosen < 0 {
			c.decided[n] = decided{mention: -1, entity: -1, person: -1, outer: -1}
			continue
		}
		if r := c.drafts[n].continues; r < 0 {
			x.surface = append(x.surface, y)
		}
		o := c.options[chosen]
		c.decided[n] = decided{mention: o.mention, entity: -1, person: -1, outer: -1}
		switch {
		case o.carry:
			c.decided[n] = c.decided[n-1]
		case o.mention >= 0 && c.mentions[o.mention].kind == pronominal:
			c.labelAntecedent(n, o.mention, q, x)
			c.decided[n].resolved = 1
			c.learnGender(n)
		case o.mention >= 0:
			c.decided[n].entity = c.mentions[o.mention].entity
		}
		if !o.carry {
			c.decided[n].person = c.decided[n].entity
		}
	}
}

// hasCueOf reports whether draft n has the labelled cue, or is a quotation.
func (c *caster) hasCueOf(n int, q *LabelledQuote) bool {
	r := &c.drafts[n]
	if r.kind == corpus.Direct {
		return true
	}
	if r.cue.empty() {
		return false
	}
	return strings.Contains(q.Cue, c.d.word(r.cue.from))
}

// guess takes the hint for a draft that is not labelled, for the history.
func (c *caster) guess(n int) {
	c.list(n)
	for _, o := range c.options {
		if o.hint == heads && o.mention >= 0 {
			e := c.mentions[o.mention].entity
			c.decided[n].mention, c.decided[n].entity, c.decided[n].person = o.mention, e, e
			return
		}
	}
}

// labelSurface is the choice of draft n, and the option that is right, or -1.
func (c *caster) labelSurface(n int, q *LabelledQuote) (choice, int) {
	chosen := -1
	for k := range c.options {
		o := &c.options[k]
		if o.mention < 0 || q.SpeakerSpan.Len() <= 0 {
			continue
		}
		m := &c.mentions[o.mention]
		if m.inner && !m.genitive {
			continue
		}
		start, end := int(c.d.tokens[m.from].start), int(c.d.tokens[m.to-1].end)
		head := int(c.d.tokens[m.head()].start)
		if end <= q.SpeakerSpan.Start || start >= q.SpeakerSpan.End || head < q.SpeakerSpan.Start {
			continue
		}
		if chosen < 0 || start < int(c.d.tokens[c.mentions[c.options[chosen].mention].from].start) {
			chosen = k
		}
	}
	if chosen < 0 {
		for k := range c.options {
			o := &c.options[k]
			switch {
			case o.mention >= 0:
			case o.carry && q.Speaker != "":
				if e := c.decided[n-1].entity; e >= 0 && sameName(q, c.shownName(e)) {
					chosen = k
				}
			case !o.carry && q.SpeakerSpan.Len() <= 0 && q.Speaker == "":
				chosen = k
			}
		}
	}
	var y choice
	if chosen < 0 {
		return y, -1
	}
	for k := range c.options {
		c.describeOption(n, &c.options[k])
		y.candidates = append(y.candidates, clone(c.features.list))
		y.right = append(y.right, k == chosen)
	}
	return y, chosen
}

func (c *caster) shownName(e int32) string {
	r := c.entities[e].name
	return c.d.text[c.d.tokens[r.from].start:c.d.tokens[r.to-1].end]
}

// labelAntecedent adds the choice of who the pronoun of draft n stands for.
func (c *caster) labelAntecedent(n int, i int32, q *LabelledQuote, x *speakerExamples) {
	if q.Speaker == "" || c.d.classes[c.mentions[i].from] == relative {
		return
	}
	c.collect(n, i)
	var y choice
	chosen := -1
	for k := range c.rivals {
		c.describeAntecedent(n, i, &c.rivals[k])
		right := sameName(q, c.shownName(c.rivals[k].entity))
		if right && chosen < 0 {
			chosen = k
		}
		y.candidates = append(y.candidates, clone(c.features.list))
		y.right = append(y.right, right)
	}
	if chosen < 0 {
		return
	}
	c.decided[n].entity = c.rivals[chosen].entity
	x.antecedent = append(x.antecedent, y)
	x.antecedentWeights = append(x.antecedentWeights, weightOf(q))
	x.doubtful = append(x.doubtful, q.Resolved == "silver-prev-source" || q.Resolved == "silver-dcoref")
}

// fitTrust fits the model of whether a speaker is right to what models say of
// articles that they were not fitted to.
func (l *speakerLearner) fitTrust() (*linear.Model, string) {
	var t trials
	for fold := range trustFolds {
		m := &speakerModels{}
		m.surface, m.antecedent = l.fit(func(i int) bool { return i%trustFolds != fold })
		for i := fold; i < len(l.articles); i += trustFolds {
			c := l.caster(i, m)
			for n := range c.drafts {
				c.decide(n)
				if q := l.truths[i][n]; q != nil && q.Speaker != "" && !c.inferred(n) && c.hasCueOf(n, q) { // the labels leave roles as they stand
					t.add(c, n, q, fold, l.articles[i].ID == corpus.BuiltinID)
				}
			}
		}
	}
	// The model that judges a trial was not fitted to its article's fold either.
	for fold := range trustFolds {
		var others []decision
		for _, x := range t {
			if x.fold != fold {
				others = append(others, x.decision)
			}
		}
		m := classify(others, 1, trustBits)
		for k := range t {
			if t[k].fold == fold {
				t[k].trust = float64(m.Score(t[k].features))
			}
		}
	}
	all := make([]decision, len(t))
	for k := range t {
		all[k] = t[k].decision
	}
	return classify(all, 1, trustBits), t.summary()
}
