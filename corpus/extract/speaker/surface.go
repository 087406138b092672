package speaker

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// option is what may name the speaker of a report: a mention near its cue, the
// speaker of the report before it, or nothing.
type option struct {
	Mention int32 // index into cast.mentions, -1 where it is none
	Carry   bool  // the speaker of the report before
	prior   bool  // in the sentence before, which announces a quotation
	after   bool  // behind the cue
	order   int32 // how many mentions stand between
	Hint    hintRelation
	score   float32
}

// hintRelation is how a mention lies to the words that syntax points to.
type hintRelation uint8

const (
	noHint hintRelation = iota
	Heads               // it is what they begin with
	ends                // it is what they end with, and begins before
	within
	outside
)

// Bounds on the mentions that are looked at on either side of a cue.
const (
	maxBefore = 12
	maxAfter  = 9
)

// Caster attributes the reports of one document.
type Caster struct {
	*Cast
	models   *model.Speakers
	Drafts   []report.Draft
	Decided  []Decided
	Options  []option
	Rivals   []antecedent
	Features model.Features
	scores   []float64
	words    []document.TokenRange // the drafts' quotes or contents, as tokens
	first    []int                 // of every draft the first one that it goes on with, itself where it begins
	names    map[int32][]string    // the aliases of entities, as they are asked for
}

// Decided is what was decided for a draft.
type Decided struct {
	Mention  int32   // the words the attribution rests on, -1 for none
	Entity   int32   // who they stand for, -1 where only the words are known
	Person   int32   // the same, or the person that a definite phrase ("the senator") probably means
	surface  float64 // the probability of the mention
	Resolved float64 // that of the entity, given the mention
	option   option
	Outer    int // the draft whose speaker this one has, else -1
}

// anchor is the token from which a draft's speaker is looked for, and the range
// that is the cue with the verb group before it.
func (c *Caster) anchor(r *report.Draft) document.TokenRange {
	if !r.Cue.Empty() {
		return r.Cue
	}
	if r.Voice == report.VoiceColon && !r.Subject.Empty() {
		return document.Range(r.Subject.To, r.Subject.To+1)
	}
	at := c.D.TokenAt(r.Place())
	return document.Range(at, at+1)
}

// wordsOf is the tokens of what a draft reports.
func (c *Caster) wordsOf(r *report.Draft) document.TokenRange {
	span := corpus.Span{}
	if r.Content != nil {
		span = *r.Content
	} else if n := len(r.Quotes); n > 0 {
		span = corpus.Span{Start: r.Quotes[0].Start, End: r.Quotes[n-1].End}
	}
	from := c.D.TokenAt(span.Start)
	to := from
	if span.End > span.Start {
		to = c.D.TokenAt(span.End-1) + 1
	}
	return document.Range(from, to)
}

// signed is the probability that a signature names the speaker.
const signed = 0.97

// byAgent is the probability that the phrase behind "by" does.
const byAgent = 0.95

// signature is the name behind a dash that ends the paragraph of draft n, a
// quotation without a cue, or begins the next: “…” — Ann Lee. It is -1 where
// there is none.
func (c *Caster) signature(n int) int32 {
	d, r := c.D, &c.Drafts[n]
	if r.Kind != corpus.Direct || !r.Cue.Empty() || r.Voice != report.VoiceNone || len(r.Quotes) == 0 {
		return -1
	}
	i := d.TokenAt(r.Quotes[len(r.Quotes)-1].End - 1)
	for i++; int(i) < len(d.Tokens) && (d.At(i) == lexicon.CloseMark || d.At(i) == lexicon.FinalMark || d.At(i) == lexicon.Comma); i++ {
	}
	if int(i)+1 >= len(d.Tokens) || !d.IsDash(i) {
		return -1
	}
	s := d.SentenceOf(i + 1)
	end := d.Paragraphs[d.Sentences[s].Paragraph].To
	if d.Sentences[s].To <= i+1 || end > i+document.MaxSignature {
		return -1
	}
	for k := c.starts[s]; k < c.starts[s+1]; k++ {
		if m := &c.Mentions[k]; m.From == i+1 && m.Kind == Named && !m.Inner && !m.quoted {
			return k
		}
	}
	return -1
}

// agent is the option of draft n that is what syntax points to behind "by":
// "was refuted by X", "charges made by X"; -1 where there is none.
func (c *Caster) agent(n int) int {
	r := &c.Drafts[n]
	if r.Subject.From <= 0 || r.Subject.Empty() || c.D.Tokens[r.Subject.From-1].Word != lexicon.WordBy {
		return -1
	}
	best := -1
	for k := range c.Options {
		o := &c.Options[k]
		if o.Mention < 0 || o.Hint != Heads || c.Mentions[o.Mention].From > r.Subject.From {
			continue
		}
		if best < 0 || c.Mentions[c.Options[best].Mention].Inner {
			best = k
		}
	}
	return best
}

// List fills in the options for draft n.
func (c *Caster) List(n int) {
	d, r := c.D, &c.Drafts[n]
	c.Options = c.Options[:0]
	at := c.anchor(r)
	s := d.SentenceOf(min(at.From, int32(len(d.Tokens)-1)))
	inside := c.words[n]
	if r.Content == nil {
		inside = document.TokenRange{} // between the parts of a split quotation the speaker is named
	}
	from, to := c.starts[s], c.starts[s+1]
	first := from + int32(c.search(from, to, at.From))
	order, hinted := int32(0), false
	for k := first - 1; k >= from && k >= first-2*maxBefore && order < maxBefore; k-- {
		m := &c.Mentions[k]
		if m.quoted || m.From >= inside.From && m.To <= inside.To {
			continue
		}
		o := option{Mention: k, order: order, Hint: relate(m, r.Subject)}
		hinted = hinted || o.Hint == Heads
		c.Options = append(c.Options, o)
		if !m.Inner {
			order++
		}
	}
	order = 0
	for k := first; k < to && k < first+2*maxAfter && order < maxAfter; k++ {
		m := &c.Mentions[k]
		if m.From < at.To || m.quoted || m.From >= inside.From && m.To <= inside.To {
			continue
		}
		o := option{Mention: k, after: true, order: order, Hint: relate(m, r.Subject)}
		hinted = hinted || o.Hint == Heads
		c.Options = append(c.Options, o)
		if !m.Inner {
			order++
		}
	}
	if !hinted && !r.Subject.Empty() {
		c.addHint(r, s, at)
	}
	if r.Voice == report.VoiceNone && r.Kind == corpus.Direct && s > 0 {
		c.listPrior(s - 1)
	}
	if n > 0 {
		c.Options = append(c.Options, option{Mention: -1, Carry: true})
	}
	c.Options = append(c.Options, option{Mention: -1})
}

// maxPrior bounds the subjects of the sentence before that are looked at.
const maxPrior = 4

// listPrior adds the subjects of a sentence as options for a quotation behind it.
func (c *Caster) listPrior(s int32) {
	order := int32(0)
	for k := c.starts[s]; k < c.starts[s+1] && order < maxPrior; k++ {
		if m := &c.Mentions[k]; m.Subject && !m.quoted && !m.Inner {
			c.Options = append(c.Options, option{Mention: k, order: order, prior: true})
			order++
		}
	}
}

// describePrior adds the features of a subject of the sentence before.
func (c *Caster) describePrior(o *option, m *Mention, form uint64) {
	d, f := c.D, &c.Features
	s := &d.Sentences[m.sentence]
	after := &d.Sentences[m.sentence+1]
	end := d.At(s.To - 1)
	apart := uint64(min(after.Paragraph-s.Paragraph, 3))
	cue := uint64(0)
	for j := m.To; j < min(s.To, m.To+8); j++ {
		if a := d.Attrs(j); a&lexicon.AttrCueVerb != 0 && d.At(j).IsFinite() {
			cue = 1
			break
		}
	}
	f.Add(model.PriorEnd, uint64(end)<<8|apart)
	f.Add(model.PriorCueEnd, cue<<16|uint64(end)<<8|apart)
	f.Add(model.PriorOrder, uint64(o.order)<<16|uint64(end)<<8|cue)
	f.Add(model.PriorSort, uint64(m.Kind)<<12|uint64(m.Sort)<<8|cue<<4|apart)
	f.Add(model.PriorForm, form<<8|uint64(end))
	f.Add(model.PriorOptions, apart<<8|uint64(min(len(c.Options), 8))<<4|cue)
}

// search is how many of a run of mentions end at or before token at.
func (c *Caster) search(from, to, at int32) int {
	lo, hi := from, to
	for lo < hi {
		mid := (lo + hi) / 2
		if c.Mentions[mid].To <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return int(lo - from)
}

// addHint adds an option for the words that syntax points to, where no mention
// begins them.
func (c *Caster) addHint(r *report.Draft, sentence int32, at document.TokenRange) {
	d := c.D
	end := r.Subject.From
	for end < r.Subject.To && d.At(end) != lexicon.Comma && d.At(end) != lexicon.Bracket && (end == r.Subject.From || d.At(end) != lexicon.Preposition) {
		end++
	}
	if end == r.Subject.From {
		return
	}
	m := Mention{TokenRange: document.Range(r.Subject.From, end), sentence: sentence, Entity: -1, before: -1, Kind: nominal}
	c.Mentions = append(c.Mentions, m)
	c.Options = append(c.Options, option{Mention: int32(len(c.Mentions) - 1), after: m.From >= at.To, Hint: Heads})
}

func relate(m *Mention, hint document.TokenRange) hintRelation {
	switch {
	case hint.Empty():
		return noHint
	case m.From <= hint.From && m.To > hint.From && (m.To <= hint.To || m.From == hint.From) && !m.Inner, m.TokenRange == hint:
		return Heads
	case m.To == hint.To:
		return ends
	case m.From >= hint.From && m.To <= hint.To:
		return within
	}
	return outside
}
