package extract

import (
	"context"
	"math"
	"slices"

	"verbatim/corpus"
)

// cueThreshold is the log-odds above which a word is taken for a cue.
const cueThreshold = -0.6

// finder collects the reports of a document.
type finder struct {
	d          *document
	drafts     []draft
	cover      []coverage // of every token
	candidates []candidate
	features   features
	anchors    []anchor
	edges      []edge
}

// coverage is what a token has been taken for.
type coverage uint8

const (
	free    coverage = iota
	content          // reported words
	cue              // the cue of a direct report
)

// drafts is the reports of the document in text order, without their speakers.
func (d *document) drafts(ctx context.Context) ([]draft, error) {
	if err := d.judgeQuotations(ctx); err != nil {
		return nil, err
	}
	f := &finder{d: d, drafts: make([]draft, 0, len(d.statements)), cover: make([]coverage, len(d.tokens))}
	for i := range d.statements {
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		from := len(f.drafts)
		f.direct(i)
		if !d.foreign {
			if err := f.reported(ctx, i); err != nil {
				return nil, err
			}
		}
		f.settle(from)
		if !d.foreign {
			f.continued(i, from)
		}
	}
	return f.drafts, nil
}

// settle orders a statement's drafts, from index from on, by where they stand.
// Reports that continue none of the same statement may be moved freely.
func (f *finder) settle(from int) {
	slices.SortStableFunc(f.drafts[from:], func(a, b draft) int { return a.place() - b.place() })
}

// place is where a draft begins, for ordering.
func (r *draft) place() int {
	if r.content != nil {
		return r.content.Start
	}
	return r.quotes[0].Start
}

// reported finds the indirect and mixed reports of a statement. Of nested ones
// the outermost wins: words that end a sentence with who said it are looked at
// first, the others from left to right.
func (f *finder) reported(ctx context.Context, statement int) error {
	d := f.d
	s := d.statements[statement]
	for k := s.sentences.from; k < s.sentences.to; k++ {
		if err := f.collect(ctx, d.sentences[k].tokenRange); err != nil {
			return err
		}
		for _, trailing := range [...]bool{true, false} {
			for n := range f.candidates {
				if err := ended(ctx, n+1); err != nil {
					return err
				}
				if c := &f.candidates[n]; !trailing || c.enclosed || d.tokens[c.token].word == wordAccording {
					f.consider(statement, c, trailing)
				}
			}
		}
	}
	return nil
}

// consider adds the report of a candidate, if it is a cue and stands in no
// report that was accepted before; with trailing, only if its words precede it.
func (f *finder) consider(statement int, c *candidate, trailing bool) {
	if f.cover[c.token] != free {
		return
	}
	if !c.judged {
		c.content, c.isCue = f.judge(c)
		c.judged = true
	}
	r := c.content
	if !c.isCue || trailing && r.from > c.token || slices.Contains(f.cover[r.from:r.to], content) {
		return
	}
	f.take(r, content)
	f.addReport(statement, c, r)
}

// take notes what tokens have been taken for.
func (f *finder) take(r tokenRange, as coverage) {
	for i := r.from; i < r.to; i++ {
		f.cover[i] = as
	}
}

// judge decides whether a candidate is a cue, and what it reports.
func (f *finder) judge(c *candidate) (tokenRange, bool) {
	d := f.d
	if claim, ok := d.claimOf(c); ok {
		return claim, true
	}
	if c.score <= cueThreshold && !d.certain(c) || f.unspoken(c) || d.isMedium(tokenRange{c.token + 1, c.sentence.to}) {
		return tokenRange{}, false
	}
	r, ok := f.content(c)
	if !ok || d.isMedium(r) || d.claimAhead(c, r) {
		return tokenRange{}, false
	}
	r = d.trim(c, r)
	return r, !f.onlyNamed(r) && !d.onlyTitled(c, r) && !d.onlyAsked(c, r)
}

// collect lists the candidates of a sentence with their scores.
func (f *finder) collect(ctx context.Context, s tokenRange) error {
	d := f.d
	f.candidates = f.candidates[:0]
	for i := s.from; i < s.to; i++ {
		if err := ended(ctx, int(i)); err != nil {
			return err
		}
		if !d.isCandidate(i) {
			continue
		}
		c := d.describe(i, s)
		c.prior = len(f.candidates)
		d.cueFeatures(&f.features, &c)
		c.score = d.models.cue.Score(f.features.list)
		f.candidates = append(f.candidates, c)
	}
	return nil
}

// content is the words that a cue reports.
func (f *finder) content(c *candidate) (tokenRange, bool) {
	d := f.d
	if p := c.token + 2; d.at(c.token+1) == thatWord && !c.noun && p < c.sentence.to && d.canBegin(p) {
		return f.contentAfter(c, anchor{at: p}) // nothing else is likelier
	}
	f.anchors = d.anchors(f.anchors, c)
	best, top := -1, float32(0)
	for n, a := range f.anchors {
		d.anchorFeatures(&f.features, c, a)
		if s := d.models.anchor.Score(f.features.list); best < 0 || s > top {
			best, top = n, s
		}
	}
	if best < 0 {
		return tokenRange{}, false
	}
	a := f.anchors[best]
	if a.before {
		return f.contentBefore(c, a)
	}
	return f.contentAfter(c, a)
}

func (f *finder) contentAfter(c *candidate, a anchor) (tokenRange, bool) {
	d := f.d
	p := a.at
	f.edges = d.ends(f.edges, p, c)
	best, top := len(f.edges)-1, float32(math.Inf(-1))
	for n, e := range f.edges {
		last := n == len(f.edges)-1
		if !last && d.endsEarly(c, p, e.at) {
			continue
		}
		d.endFeatures(&f.features, c, p, e, last)
		if s := d.models.end.Score(f.features.list); s > top {
			best, top = n, s
		}
	}
	r := tokenRange{p, f.edges[best].at}
	if d.at(r.from) == thatWord {
		r.from++
	}
	return r, !r.empty()
}

func (f *finder) contentBefore(c *candidate, a anchor) (tokenRange, bool) {
	d := f.d
	f.edges = d.begins(f.edges, a.at, c)
	if len(f.edges) == 0 {
		return tokenRange{}, false
	}
	best, top := 0, float32(0)
	for n, e := range f.edges {
		d.beginFeatures(&f.features, c, a.at, e, n == len(f.edges)-1, a.group)
		if s := d.models.begin.Score(f.features.list); n == 0 || s > top {
			best, top = n, s
		}
	}
	return tokenRange{f.edges[best].at, a.at}, true
}

// unspoken reports whether a cue tells of speech that did not happen.
func (f *finder) unspoken(c *candidate) bool {
	d := f.d
	if c.noun || d.word(c.token) == "according" {
		return false
	}
	class := classes[d.lex.entries[d.tokens[c.token].word].class]
	if c.negated && class != corpus.Holds {
		return true
	}
	if refuses(d, c.token) || d.reacts(c) {
		return true
	}
	return c.group < c.token && d.tokens[c.group].word == wordTo && c.group > 0 && refuses(d, c.group-1)
}

func refuses(d *document, i int32) bool {
	switch d.word(i) {
	case "refused", "declined", "refuses", "declines", "refusing", "declining", "refuse", "decline":
		return true
	}
	return false
}

// onlyNamed reports whether content is no more than a person or a place.
func (f *finder) onlyNamed(r tokenRange) bool {
	d := f.d
	if r.to-r.from == 1 && d.at(r.from) == relative {
		return true
	}
	for i := r.from; i < r.to; i++ {
		switch d.at(i) {
		case name, title, genitive, objectPronoun:
		case determiner, conjunction, comma:
			if r.to-r.from == 1 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// addReport adds the report of a cue and its content.
func (f *finder) addReport(statement int, c *candidate, r tokenRange) {
	d := f.d
	out := draft{statement: statement, continues: -1, cue: tokenRange{c.token, c.token + 1}, score: c.score, class: d.classOf(c)}
	d.setContent(&out, r)
	d.setSubject(&out, c, r)
	f.drafts = append(f.drafts, out)
}

// setContent sets the spans and the kind of a report whose content is r.
func (d *document) setContent(out *draft, r tokenRange) {
	span := d.span(r)
	out.kind = corpus.Indirect
	for k := d.quotationIndex(r.from); k < len(d.quotations) && d.quotations[k].from < r.to; k++ {
		q := d.quotations[k]
		if q.from < r.from || q.to > r.to || q.speech == notSpeech && d.insideOf(&q)&insideTitle != 0 {
			continue
		}
		out.kind = corpus.Mixed
		out.quotes = append(out.quotes, corpus.Span{Start: int(q.start), End: int(q.end)})
		if q.from == r.from && q.to == r.to {
			out.kind = corpus.Direct
			return
		}
	}
	out.content = &span
}

// classOf is the class of a candidate's cue.
func (d *document) classOf(c *candidate) corpus.Class {
	i := c.token
	class := classes[d.lex.entries[d.tokens[i].word].class]
	if d.stem(i) == uint64(hashWord("call")) && d.word(i+1) != "for" && d.word(i+1) != "on" {
		return corpus.Asserts
	}
	return class
}

// setSubject sets the voice of a report and the hint for its speaker.
func (d *document) setSubject(out *draft, c *candidate, content tokenRange) {
	i, hi := c.token, c.sentence.to
	switch {
	case d.tokens[i].word == wordAccording:
		out.voice = voiceAccording
		if i+2 < hi && d.tokens[i+1].word == wordTo {
			out.cue.to = i + 2
			out.subject = d.phraseAfter(i+2, hi)
		}
	case c.noun:
		out.voice = voiceNominal
		out.subject = d.agentOf(i, c.sentence, content)
	case c.passive:
		out.voice = voicePassive
		out.subject = d.byPhrase(i+1, hi)
	case c.after && content.to <= i:
		out.inverted = true
		out.subject = d.phraseAfter(i+1, hi)
	default:
		out.subject = c.subject
	}
	if out.subject.from < content.to && content.from < out.subject.to {
		out.subject = tokenRange{}
	}
}

// byPhrase is the phrase after the first "by" from i on, within the clause.
func (d *document) byPhrase(i, hi int32) tokenRange {
	for j := i; j < min(hi, i+maxAnchor); j++ {
		if d.tokens[j].word == wordBy {
			return d.phraseAfter(j+1, hi)
		}
		if c := d.at(j); c == comma || c == thatWord || c.isFinite() && j > i {
			break
		}
	}
	return tokenRange{}
}

// agentOf is who makes the claim that the noun at i names: "charges made by X",
// "X’s claim", "a claim from X", "the claim of X".
func (d *document) agentOf(i int32, s, content tokenRange) tokenRange {
	if by := d.byPhrase(i+1, s.to); !by.empty() && by.from < content.from {
		return by
	}
	for j := i - 1; j >= s.from && j > i-6; j-- {
		switch d.at(j) {
		case possessive:
			return tokenRange{j, j + 1}
		case genitive:
			return d.phraseBefore1(j, s.from)
		case noun, name, adverb, number, verbPast:
			continue
		}
		break
	}
	if j := i + 1; j < content.from && (d.tokens[j].word == wordOf || d.tokens[j].word == wordFrom) {
		return d.phraseAfter(j+1, s.to)
	}
	return d.verbSubject(i, s)
}

// verbSubject is the subject of the verb that governs the noun at i: "X made the
// claim that".
func (d *document) verbSubject(i int32, s tokenRange) tokenRange {
	for j := i - 1; j >= s.from && j > i-maxAnchor; j-- {
		if c := d.at(j); c.isVerb() && c != verbGerund {
			return d.phraseBefore(d.verbGroup(j, s.from), s.from)
		}
		if d.at(j) == comma {
			break
		}
	}
	return tokenRange{}
}
