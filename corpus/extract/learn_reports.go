package extract

import (
	"sort"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/internal/linear"
)

// LearnReports fits the models that find reports to labelled articles, and is
// the files to embed by their path in this package's folder. It is
// deterministic, and takes some ten seconds for a thousand articles.
func LearnReports(articles []Labelled) map[string][]byte {
	l := &reportLearner{}
	line := l.learnWords(articles)
	l.lex = loadLexicon(line)
	for i := range articles {
		l.add(&articles[i])
	}
	m := l.fit()
	files := map[string][]byte{"lexicon/" + learntFile: []byte("# Words that headed reports in the training data, written by the train command.\n" + line + "\n")}
	for name, part := range m.parts() {
		files["model/"+name] = (*part).Encode()
	}
	return files
}

// reportLearner collects the decisions to learn.
type reportLearner struct {
	lex        *lexicon
	heads      map[uint32]int // how often a word alone was a cue
	quotations []decision
	cues       []decision
	anchors    []choice
	ends       []choice
	begins     []choice
}

// decision is an example for a classifier, choice one for a ranker.
type decision struct {
	features []linear.Feature
	class    int
	weight   float64
}

type choice struct {
	candidates [][]linear.Feature
	right      []bool
}

// Words are learnt that headed so many reports, in at least so large a part of
// their occurrences.
const (
	minLearnt      = 2
	minLearntShare = 0.05
)

// learnWords counts the words that are cues, and is the lexicon's line of them.
func (l *reportLearner) learnWords(articles []Labelled) string {
	l.heads = map[uint32]int{}
	for _, a := range articles {
		for _, q := range a.Quotes {
			if f := strings.Fields(strings.ToLower(q.Cue)); len(f) == 1 {
				l.heads[hashWord(f[0])]++
			}
		}
	}
	lex := loadLexicon("learnt said")
	seen, headed, names := map[uint32]int{}, map[uint32]int{}, map[uint32]string{}
	for i := range articles {
		d := whole(articles[i].Text, lex, nil)
		for j, t := range d.tokens {
			seen[t.hash]++
			if !t.is(flagPunct|flagDigit) && names[t.hash] == "" {
				names[t.hash] = strings.ToLower(d.word(int32(j)))
			}
		}
		for _, q := range articles[i].Quotes {
			if h := l.head(d, q); h >= 0 {
				headed[d.tokens[h].hash]++
			}
		}
	}
	var learnt []string
	for h, n := range headed {
		w := lex.find(h)
		const closed = attrDeterminer | attrPreposition | attrSubject | attrObject | attrAuxiliary | attrModal | attrConjunction | attrSubordinator | attrNegation
		if n < minLearnt || float64(n) < minLearntShare*float64(seen[h]) || names[h] == "" || lex.entries[w].attrs&closed != 0 || strings.ContainsAny(names[h], "’#") {
			continue
		}
		learnt = append(learnt, names[h])
	}
	sort.Strings(learnt)
	return "learnt " + strings.Join(learnt, " ")
}

// window is how far from its content a cue is looked for, in bytes.
const window = 250

// head is the token that heads a labelled cue, or -1: of the occurrence of its
// words that is nearest to the content, the word that most often is a cue.
func (l *reportLearner) head(d *document, q LabelledQuote) int32 {
	if q.Cue == "" {
		return -1
	}
	lo, hi := max(0, q.Start-window), min(len(d.text), q.End+window)
	best, distance := -1, 1<<30
	for at := lo; at < hi; {
		n := strings.Index(d.text[at:hi], q.Cue)
		if n < 0 {
			break
		}
		at += n
		gap := q.Start - (at + len(q.Cue))
		if at >= q.Start {
			gap = at - q.End
		}
		if gap >= -2 && gap < distance {
			best, distance = at, gap
		}
		at += len(q.Cue)
	}
	if best < 0 {
		return -1
	}
	return l.headIn(d, int32(best), int32(best+len(q.Cue)))
}

func (l *reportLearner) headIn(d *document, from, to int32) int32 {
	i := int32(sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].start >= from }))
	best, top := int32(-1), -1
	for ; int(i) < len(d.tokens) && d.tokens[i].end <= to; i++ {
		t := d.tokens[i]
		c := d.at(i)
		if t.is(flagPunct) || t.word != wordAccording && (c >= determiner && c <= timeWord && c != adverb) {
			continue
		}
		n := l.heads[t.hash] * 2
		if d.attrs(i)&(attrCueVerb|attrCueNoun) != 0 {
			n++
		}
		if n >= top {
			best, top = i, n
		}
	}
	return best
}

// add collects the decisions of one article.
func (l *reportLearner) add(a *Labelled) {
	d := whole(a.Text, l.lex, nil)
	l.addQuotations(d, a)
	heads := l.headsOf(d, a)
	f := &finder{d: d}
	for k := range d.sentences {
		s := d.sentences[k].tokenRange
		prior := 0
		for i := s.from; i < s.to; i++ {
			if !d.isCandidate(i) {
				continue
			}
			c := d.describe(i, s)
			c.prior = prior
			prior++
			h, known := heads[i]
			if known && h.kind == corpus.Direct {
				continue
			}
			if known {
				l.addContent(f, &c, h.content)
			}
			d.cueFeatures(&f.features, &c)
			l.cues = append(l.cues, decision{clone(f.features.list), int(flag(known)), 1})
		}
	}
}

func clone(list []linear.Feature) []linear.Feature { return append([]linear.Feature(nil), list...) }

// labelledHead is what a cue's head was labelled to report.
type labelledHead struct {
	kind    corpus.Kind
	content tokenRange
}

// headsOf are the labelled cues of an article by their heads. Of a report in
// several parts the longest counts.
func (l *reportLearner) headsOf(d *document, a *Labelled) map[int32]labelledHead {
	heads := map[int32]labelledHead{}
	for _, q := range a.Quotes {
		h := l.head(d, q)
		if h < 0 {
			continue
		}
		r := d.tokensIn(q.Span)
		if r.empty() {
			continue
		}
		old, ok := heads[h]
		if !ok || old.kind == corpus.Direct || q.Kind != corpus.Direct && r.to-r.from > old.content.to-old.content.from {
			heads[h] = labelledHead{q.Kind, r}
		}
	}
	return heads
}

// tokensIn are the tokens within a span, without punctuation at its edges.
func (d *document) tokensIn(s corpus.Span) tokenRange {
	from := d.tokenAt(s.Start)
	to := int32(sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].start) >= s.End }))
	edge := func(i int32) bool {
		c := d.at(i)
		return c == comma || c == finalMark || c == colon || c == dash || c == otherMark
	}
	for from < to && edge(from) {
		from++
	}
	for to > from && edge(to-1) {
		to--
	}
	return tokenRange{from, to}
}

// addQuotations labels the quotations of an article: speech where a direct span
// is the same, part where an indirect or mixed one holds it.
func (l *reportLearner) addQuotations(d *document, a *Labelled) {
	var f features
	before, paragraph := notSpeech, int32(-1)
	for k := range d.quotations {
		q := &d.quotations[k]
		if p := d.sentences[d.sentenceOf(q.from)].paragraph; p != paragraph {
			if paragraph >= 0 && p > paragraph+1 {
				before = notSpeech
			}
			paragraph = p
		}
		q.tag, q.lead = d.tagAfter(q), d.leadBefore(q)
		inner := d.tokensIn(corpus.Span{Start: int(q.start), End: int(q.end)})
		q.speech = notSpeech
		for _, x := range a.Quotes {
			r := d.tokensIn(x.Span)
			switch {
			case x.Kind == corpus.Direct && (r == inner || r.from <= q.inner && r.to >= q.outer && 2*(q.outer-q.inner) > r.to-r.from):
				q.speech = speech
			case x.Kind != corpus.Direct && r.from <= inner.from && inner.to <= r.to && q.speech == notSpeech:
				q.speech = speechPart
				if float64(inner.to-inner.from) >= mostlyQuoted*float64(r.to-r.from) {
					q.speech = speech
				}
			}
		}
		d.quotationFeatures(&f, k, before, q.tag, q.lead)
		l.quotations = append(l.quotations, decision{clone(f.list), int(q.speech), 1})
		before = q.speech
	}
}

// mostlyQuoted is the share of a reported span from which on a quotation in it
// is taken for all of it.
const mostlyQuoted = 0.8

// addContent labels the places for a cue's content.
func (l *reportLearner) addContent(f *finder, c *candidate, r tokenRange) {
	d := f.d
	r.to = min(r.to, c.sentence.to)
	if r.from < c.sentence.from || r.empty() || r.from <= c.token && c.token < r.to {
		return
	}
	first := r.from
	if d.at(first) == openMark && first+1 < r.to && d.speaksAt(first) {
		return
	}
	f.anchors = d.anchors(f.anchors, c)
	before := r.to <= c.token
	x, found := choice{}, -1
	for n, a := range f.anchors {
		d.anchorFeatures(&f.features, c, a)
		right := a.before == before && (before && a.at == r.to || !before && (a.at == first || a.at == first+1 && d.at(first) == thatWord))
		if right && !before && d.at(first) == thatWord && a.at == first+1 && found >= 0 {
			right = false
		}
		x.candidates, x.right = append(x.candidates, clone(f.features.list)), append(x.right, right)
		if right && found < 0 {
			found = n
		}
	}
	if found < 0 {
		return
	}
	l.anchors = append(l.anchors, x)
	a := f.anchors[found]
	if before {
		l.addBegin(f, c, a, r)
		return
	}
	f.edges = d.ends(f.edges, a.at, c)
	y, ok := choice{}, false
	for n, e := range f.edges {
		d.endFeatures(&f.features, c, a.at, e, n == len(f.edges)-1)
		right := e.at == r.to || n == len(f.edges)-1 && r.to > e.at
		ok = ok || right
		y.candidates, y.right = append(y.candidates, clone(f.features.list)), append(y.right, right)
	}
	if ok {
		l.ends = append(l.ends, y)
	}
}

func (l *reportLearner) addBegin(f *finder, c *candidate, a anchor, r tokenRange) {
	d := f.d
	f.edges = d.begins(f.edges, a.at, c)
	y, ok := choice{}, false
	for n, e := range f.edges {
		d.beginFeatures(&f.features, c, a.at, e, n == len(f.edges)-1, a.group)
		right := e.at == r.from || e.at == r.from+1 && d.at(r.from) == thatWord
		ok = ok || right
		y.candidates, y.right = append(y.candidates, clone(f.features.list)), append(y.right, right)
	}
	if ok {
		l.begins = append(l.begins, y)
	}
}

// How the models are fitted.
const (
	epochs     = 6
	rate       = 0.15 // of the classifiers
	decay      = 0.15
	rankRate   = 0.07 // of the rankers
	rankDecay  = 0.02
	cueBits    = 17
	spanBits   = 16
	quoteBits  = 15
	learnSeed  = 7
	snapshots  = 4 // of the weights in every pass, for their mean
	speechSize = int(speechPart) + 1
)

func (l *reportLearner) fit() *models {
	m := &models{}
	m.quotation = classify(l.quotations, speechSize, quoteBits)
	m.cue = classify(l.cues, 1, cueBits)
	m.anchor = rank(l.anchors, spanBits)
	m.end = rank(l.ends, spanBits)
	m.begin = rank(l.begins, spanBits-3)
	return m
}

func classify(examples []decision, classes int, bits uint) *linear.Model {
	fit := linear.NewLogistic(classes, bits, rate, decay)
	return train(fit, len(examples), func(i int) {
		x := examples[i]
		fit.Classify(x.features, x.class, x.weight)
	})
}

func rank(examples []choice, bits uint) *linear.Model {
	fit := linear.NewLogistic(1, bits, rankRate, rankDecay)
	return train(fit, len(examples), func(i int) {
		fit.Rank(examples[i].candidates, examples[i].right, 1)
	})
}

// train goes through n examples several times, each time in another order. The
// model has the mean of the weights from the second time on.
func train(fit *linear.Logistic, n int, learn func(i int)) *linear.Model {
	var mean linear.Mean
	for e := range epochs {
		for k, i := range linear.Order(n, learnSeed+uint64(e)) {
			learn(i)
			if e > 0 && (k+1)%(n/snapshots) == 0 {
				mean.Add(fit)
			}
		}
	}
	return mean.Model()
}
