package extract

import "verbatim/corpus"

// option is what may name the speaker of a report: a mention near its cue, the
// speaker of the report before it, or nothing.
type option struct {
	mention int32 // index into cast.mentions, -1 where it is none
	carry   bool  // the speaker of the report before
	prior   bool  // in the sentence before, which announces a quotation
	after   bool  // behind the cue
	order   int32 // how many mentions stand between
	hint    hintRelation
	score   float32
}

// hintRelation is how a mention lies to the words that syntax points to.
type hintRelation uint8

const (
	noHint hintRelation = iota
	heads               // it is what they begin with
	ends                // it is what they end with, and begins before
	within
	outside
)

// Bounds on the mentions that are looked at on either side of a cue.
const (
	maxBefore = 12
	maxAfter  = 9
)

// caster attributes the reports of one document.
type caster struct {
	*cast
	models   *speakerModels
	drafts   []draft
	decided  []decided
	options  []option
	rivals   []antecedent
	features features
	scores   []float64
	words    []tokenRange       // the drafts' quotes or contents, as tokens
	first    []int              // of every draft the first one that it goes on with, itself where it begins
	names    map[int32][]string // the aliases of entities, as they are asked for
}

// decided is what was decided for a draft.
type decided struct {
	mention  int32   // the words the attribution rests on, -1 for none
	entity   int32   // who they stand for, -1 where only the words are known
	person   int32   // the same, or the person that a definite phrase ("the senator") probably means
	surface  float64 // the probability of the mention
	resolved float64 // that of the entity, given the mention
	option   option
	outer    int // the draft whose speaker this one has, else -1
}

// anchor is the token from which a draft's speaker is looked for, and the range
// that is the cue with the verb group before it.
func (c *caster) anchor(r *draft) tokenRange {
	if !r.cue.empty() {
		return r.cue
	}
	if r.voice == voiceColon && !r.subject.empty() {
		return tokenRange{r.subject.to, r.subject.to + 1}
	}
	at := c.d.tokenAt(r.place())
	return tokenRange{at, at + 1}
}

// wordsOf is the tokens of what a draft reports.
func (c *caster) wordsOf(r *draft) tokenRange {
	span := corpus.Span{}
	if r.content != nil {
		span = *r.content
	} else if n := len(r.quotes); n > 0 {
		span = corpus.Span{Start: r.quotes[0].Start, End: r.quotes[n-1].End}
	}
	from := c.d.tokenAt(span.Start)
	to := from
	if span.End > span.Start {
		to = c.d.tokenAt(span.End-1) + 1
	}
	return tokenRange{from, to}
}

// signed is the probability that a signature names the speaker.
const signed = 0.97

// byAgent is the probability that the phrase behind "by" does.
const byAgent = 0.95

// signature is the name behind a dash that ends the paragraph of draft n, a
// quotation without a cue, or begins the next: “…” — Ann Lee. It is -1 where
// there is none.
func (c *caster) signature(n int) int32 {
	d, r := c.d, &c.drafts[n]
	if r.kind != corpus.Direct || !r.cue.empty() || r.voice != voiceNone || len(r.quotes) == 0 {
		return -1
	}
	i := d.tokenAt(r.quotes[len(r.quotes)-1].End - 1)
	for i++; int(i) < len(d.tokens) && (d.at(i) == closeMark || d.at(i) == finalMark || d.at(i) == comma); i++ {
	}
	if int(i)+1 >= len(d.tokens) || !d.isDash(i) {
		return -1
	}
	s := d.sentenceOf(i + 1)
	end := d.paragraphs[d.sentences[s].paragraph].to
	if d.sentences[s].to <= i+1 || end > i+maxSignature {
		return -1
	}
	for k := c.starts[s]; k < c.starts[s+1]; k++ {
		if m := &c.mentions[k]; m.from == i+1 && m.kind == named && !m.inner && !m.quoted {
			return k
		}
	}
	return -1
}

// agent is the option of draft n that is what syntax points to behind "by":
// "was refuted by X", "charges made by X"; -1 where there is none.
func (c *caster) agent(n int) int {
	r := &c.drafts[n]
	if r.subject.from <= 0 || r.subject.empty() || c.d.tokens[r.subject.from-1].word != wordBy {
		return -1
	}
	best := -1
	for k := range c.options {
		o := &c.options[k]
		if o.mention < 0 || o.hint != heads || c.mentions[o.mention].from > r.subject.from {
			continue
		}
		if best < 0 || c.mentions[c.options[best].mention].inner {
			best = k
		}
	}
	return best
}

// list fills in the options for draft n.
func (c *caster) list(n int) {
	d, r := c.d, &c.drafts[n]
	c.options = c.options[:0]
	at := c.anchor(r)
	s := d.sentenceOf(min(at.from, int32(len(d.tokens)-1)))
	inside := c.words[n]
	if r.content == nil {
		inside = tokenRange{} // between the parts of a split quotation the speaker is named
	}
	from, to := c.starts[s], c.starts[s+1]
	first := from + int32(c.search(from, to, at.from))
	order, hinted := int32(0), false
	for k := first - 1; k >= from && k >= first-2*maxBefore && order < maxBefore; k-- {
		m := &c.mentions[k]
		if m.quoted || m.from >= inside.from && m.to <= inside.to {
			continue
		}
		o := option{mention: k, order: order, hint: relate(m, r.subject)}
		hinted = hinted || o.hint == heads
		c.options = append(c.options, o)
		if !m.inner {
			order++
		}
	}
	order = 0
	for k := first; k < to && k < first+2*maxAfter && order < maxAfter; k++ {
		m := &c.mentions[k]
		if m.from < at.to || m.quoted || m.from >= inside.from && m.to <= inside.to {
			continue
		}
		o := option{mention: k, after: true, order: order, hint: relate(m, r.subject)}
		hinted = hinted || o.hint == heads
		c.options = append(c.options, o)
		if !m.inner {
			order++
		}
	}
	if !hinted && !r.subject.empty() {
		c.addHint(r, s, at)
	}
	if r.voice == voiceNone && r.kind == corpus.Direct && s > 0 {
		c.listPrior(s - 1)
	}
	if n > 0 {
		c.options = append(c.options, option{mention: -1, carry: true})
	}
	c.options = append(c.options, option{mention: -1})
}

// maxPrior bounds the subjects of the sentence before that are looked at.
const maxPrior = 4

// listPrior adds the subjects of a sentence as options for a quotation behind it.
func (c *caster) listPrior(s int32) {
	order := int32(0)
	for k := c.starts[s]; k < c.starts[s+1] && order < maxPrior; k++ {
		if m := &c.mentions[k]; m.subject && !m.quoted && !m.inner {
			c.options = append(c.options, option{mention: k, order: order, prior: true})
			order++
		}
	}
}

// describePrior adds the features of a subject of the sentence before.
func (c *caster) describePrior(o *option, m *mention, form uint64) {
	d, f := c.d, &c.features
	s := &d.sentences[m.sentence]
	after := &d.sentences[m.sentence+1]
	end := d.at(s.to - 1)
	apart := uint64(min(after.paragraph-s.paragraph, 3))
	cue := uint64(0)
	for j := m.to; j < min(s.to, m.to+8); j++ {
		if a := d.attrs(j); a&attrCueVerb != 0 && d.at(j).isFinite() {
			cue = 1
			break
		}
	}
	f.add(560, uint64(end)<<8|apart)
	f.add(561, cue<<16|uint64(end)<<8|apart)
	f.add(562, uint64(o.order)<<16|uint64(end)<<8|cue)
	f.add(563, uint64(m.kind)<<12|uint64(m.sort)<<8|cue<<4|apart)
	f.add(564, form<<8|uint64(end))
	f.add(565, apart<<8|uint64(min(len(c.options), 8))<<4|cue)
}

// search is how many of a run of mentions end at or before token at.
func (c *caster) search(from, to, at int32) int {
	lo, hi := from, to
	for lo < hi {
		mid := (lo + hi) / 2
		if c.mentions[mid].to <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return int(lo - from)
}

// addHint adds an option for the words that syntax points to, where no mention
// begins them.
func (c *caster) addHint(r *draft, sentence int32, at tokenRange) {
	d := c.d
	end := r.subject.from
	for end < r.subject.to && d.at(end) != comma && d.at(end) != bracket && (end == r.subject.from || d.at(end) != preposition) {
		end++
	}
	if end == r.subject.from {
		return
	}
	m := mention{tokenRange: tokenRange{r.subject.from, end}, sentence: sentence, entity: -1, before: -1, kind: nominal}
	c.mentions = append(c.mentions, m)
	c.options = append(c.options, option{mention: int32(len(c.mentions) - 1), after: m.from >= at.to, hint: heads})
}

func relate(m *mention, hint tokenRange) hintRelation {
	switch {
	case hint.empty():
		return noHint
	case m.from <= hint.from && m.to > hint.from && (m.to <= hint.to || m.from == hint.from) && !m.inner, m.tokenRange == hint:
		return heads
	case m.to == hint.to:
		return ends
	case m.from >= hint.from && m.to <= hint.to:
		return within
	}
	return outside
}
