package main

import (
	"sort"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/internal/linear"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// reportLearner collects the decisions to learn.
type reportLearner struct {
	lex        *lexicon.Lexicon
	heads      map[uint32]int // how often a word by itself was a cue
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

// A word is learnt if it headed at least so many reports, and if it did so in at
// least this part of its occurrences.
const (
	minLearnt      = 2
	minLearntShare = 0.05
)

// learnWords counts the words that are cues, and returns the lexicon's line of
// them.
func (l *reportLearner) learnWords(articles []Labelled) string {
	l.heads = map[uint32]int{}
	for _, a := range articles {
		for _, q := range a.Quotes {
			if f := strings.Fields(strings.ToLower(q.Cue)); len(f) == 1 {
				l.heads[lexicon.HashWord(f[0])]++
			}
		}
	}
	lex := lexicon.LoadLexicon("learnt said")
	seen, headed, names := map[uint32]int{}, map[uint32]int{}, map[uint32]string{}
	for i := range articles {
		d := whole(articles[i].Text, lex, nil)
		for j, t := range d.Tokens {
			seen[t.Hash]++
			if !t.Is(document.FlagPunct|document.FlagDigit) && names[t.Hash] == "" {
				names[t.Hash] = strings.ToLower(d.Word(int32(j)))
			}
		}
		for _, q := range articles[i].Quotes {
			if h := l.head(d, q); h >= 0 {
				headed[d.Tokens[h].Hash]++
			}
		}
	}
	var learnt []string
	for h, n := range headed {
		w := lex.Find(h)
		const closed = lexicon.AttrDeterminer | lexicon.AttrPreposition | lexicon.AttrSubject | lexicon.AttrObject | lexicon.AttrAuxiliary | lexicon.AttrModal | lexicon.AttrConjunction | lexicon.AttrSubordinator | lexicon.AttrNegation
		if n < minLearnt || float64(n) < minLearntShare*float64(seen[h]) || names[h] == "" || lex.Entries[w].Attrs&closed != 0 || strings.ContainsAny(names[h], "’#") {
			continue
		}
		learnt = append(learnt, names[h])
	}
	sort.Strings(learnt)
	return "learnt " + strings.Join(learnt, " ")
}

// window bounds the distance of a cue from its content, in bytes.
const window = 250

// head is the token that heads a labelled cue, or -1. It looks at the occurrence of
// the cue's words that is nearest to the content, and takes the word that is a cue
// most often.
func (l *reportLearner) head(d *document.Document, q LabelledQuote) int32 {
	if q.Cue == "" {
		return -1
	}
	lo, hi := max(0, q.Start-window), min(len(d.Text), q.End+window)
	best, distance := -1, 1<<30
	for at := lo; at < hi; {
		n := strings.Index(d.Text[at:hi], q.Cue)
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

func (l *reportLearner) headIn(d *document.Document, from, to int32) int32 {
	i := int32(sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].Start >= from }))
	best, top := int32(-1), -1
	for ; int(i) < len(d.Tokens) && d.Tokens[i].End <= to; i++ {
		t := d.Tokens[i]
		c := d.At(i)
		if t.Is(document.FlagPunct) || t.Word != lexicon.WordAccording && (c >= lexicon.Determiner && c <= lexicon.TimeWord && c != lexicon.Adverb) {
			continue
		}
		n := l.heads[t.Hash] * 2
		if d.Attrs(i)&(lexicon.AttrCueVerb|lexicon.AttrCueNoun) != 0 {
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
	f := &report.Finder{D: d}
	for k := range d.Sentences {
		s := d.Sentences[k].TokenRange
		prior := 0
		for i := s.From; i < s.To; i++ {
			if !report.IsCandidate(d, i) {
				continue
			}
			c := report.Describe(d, i, s)
			c.Prior = prior
			prior++
			h, known := heads[i]
			if known && h.kind == corpus.Direct {
				continue
			}
			if known {
				l.addContent(f, &c, h.content)
			}
			report.CueFeatures(d, &f.Features, &c)
			l.cues = append(l.cues, decision{clone(f.Features.List), int(model.Flag(known)), 1})
		}
	}
}

func clone(list []linear.Feature) []linear.Feature { return append([]linear.Feature(nil), list...) }

// labelledHead is the head of a labelled cue with its report.
type labelledHead struct {
	kind    corpus.Kind
	content document.TokenRange
}

// headsOf returns the labelled cues of an article by their heads. If a report has
// several parts, the longest counts.
func (l *reportLearner) headsOf(d *document.Document, a *Labelled) map[int32]labelledHead {
	heads := map[int32]labelledHead{}
	for _, q := range a.Quotes {
		h := l.head(d, q)
		if h < 0 {
			continue
		}
		r := tokensIn(d, q.Span)
		if r.Empty() {
			continue
		}
		old, ok := heads[h]
		if !ok || old.kind == corpus.Direct || q.Kind != corpus.Direct && r.To-r.From > old.content.To-old.content.From {
			heads[h] = labelledHead{q.Kind, r}
		}
	}
	return heads
}

// tokensIn are the tokens within a span, without punctuation at its edges.
func tokensIn(d *document.Document, s corpus.Span) document.TokenRange {
	from := d.TokenAt(s.Start)
	to := int32(sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].Start) >= s.End }))
	edge := func(i int32) bool {
		c := d.At(i)
		return c == lexicon.Comma || c == lexicon.FinalMark || c == lexicon.Colon || c == lexicon.Dash || c == lexicon.OtherMark
	}
	for from < to && edge(from) {
		from++
	}
	for to > from && edge(to-1) {
		to--
	}
	return document.Range(from, to)
}

// addQuotations labels the quotations of an article: as speech if a direct span is
// the same, as a part if an indirect or mixed one holds it.
func (l *reportLearner) addQuotations(d *document.Document, a *Labelled) {
	var f model.Features
	before, paragraph := document.NotSpeech, int32(-1)
	for k := range d.Quotations {
		q := &d.Quotations[k]
		if p := d.Sentences[d.SentenceOf(q.From)].Paragraph; p != paragraph {
			if paragraph >= 0 && p > paragraph+1 {
				before = document.NotSpeech
			}
			paragraph = p
		}
		q.Tag, q.Lead = report.TagAfter(d, q), report.LeadBefore(d, q)
		inner := tokensIn(d, corpus.Span{Start: int(q.Start), End: int(q.End)})
		q.Speech = document.NotSpeech
		for _, x := range a.Quotes {
			r := tokensIn(d, x.Span)
			switch {
			case x.Kind == corpus.Direct && (r == inner || r.From <= q.Inner && r.To >= q.Outer && 2*(q.Outer-q.Inner) > r.To-r.From):
				q.Speech = document.Speech
			case x.Kind != corpus.Direct && r.From <= inner.From && inner.To <= r.To && q.Speech == document.NotSpeech:
				q.Speech = document.SpeechPart
				if float64(inner.To-inner.From) >= mostlyQuoted*float64(r.To-r.From) {
					q.Speech = document.Speech
				}
			}
		}
		report.QuotationFeatures(d, &f, k, before, q.Tag, q.Lead)
		l.quotations = append(l.quotations, decision{clone(f.List), int(q.Speech), 1})
		before = q.Speech
	}
}

// mostlyQuoted is the least share of a reported span that a quotation in it must
// have to count as the whole.
const mostlyQuoted = 0.8

// addContent labels the places for a cue's content.
func (l *reportLearner) addContent(f *report.Finder, c *report.Candidate, r document.TokenRange) {
	d := f.D
	r.To = min(r.To, c.Sentence.To)
	if r.From < c.Sentence.From || r.Empty() || r.From <= c.Token && c.Token < r.To {
		return
	}
	first := r.From
	if d.At(first) == lexicon.OpenMark && first+1 < r.To && report.SpeaksAt(d, first) {
		return
	}
	f.Anchors = report.Anchors(d, f.Anchors, c)
	before := r.To <= c.Token
	x, found := choice{}, -1
	for n, a := range f.Anchors {
		report.AnchorFeatures(d, &f.Features, c, a)
		right := a.Before == before && (before && a.At == r.To || !before && (a.At == first || a.At == first+1 && d.At(first) == lexicon.ThatWord))
		if right && !before && d.At(first) == lexicon.ThatWord && a.At == first+1 && found >= 0 {
			right = false
		}
		x.candidates, x.right = append(x.candidates, clone(f.Features.List)), append(x.right, right)
		if right && found < 0 {
			found = n
		}
	}
	if found < 0 {
		return
	}
	l.anchors = append(l.anchors, x)
	a := f.Anchors[found]
	if before {
		l.addBegin(f, c, a, r)
		return
	}
	f.Edges = report.Ends(d, f.Edges, a.At, c)
	y, ok := choice{}, false
	for n, e := range f.Edges {
		report.EndFeatures(d, &f.Features, c, a.At, e, n == len(f.Edges)-1)
		right := e.At == r.To || n == len(f.Edges)-1 && r.To > e.At
		ok = ok || right
		y.candidates, y.right = append(y.candidates, clone(f.Features.List)), append(y.right, right)
	}
	if ok {
		l.ends = append(l.ends, y)
	}
}

func (l *reportLearner) addBegin(f *report.Finder, c *report.Candidate, a report.Anchor, r document.TokenRange) {
	d := f.D
	f.Edges = report.Begins(d, f.Edges, a.At, c)
	y, ok := choice{}, false
	for n, e := range f.Edges {
		report.BeginFeatures(d, &f.Features, c, a.At, e, n == len(f.Edges)-1, a.Group)
		right := e.At == r.From || e.At == r.From+1 && d.At(r.From) == lexicon.ThatWord
		ok = ok || right
		y.candidates, y.right = append(y.candidates, clone(f.Features.List)), append(y.right, right)
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
	speechSize = int(document.SpeechPart) + 1
)

func (l *reportLearner) fit() *model.Reports {
	m := &model.Reports{}
	m.Quotation = classify(l.quotations, speechSize, quoteBits)
	m.Cue = classify(l.cues, 1, cueBits)
	m.Anchor = rank(l.anchors, spanBits)
	m.End = rank(l.ends, spanBits)
	m.Begin = rank(l.begins, spanBits-3)
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
