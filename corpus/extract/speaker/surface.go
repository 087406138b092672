package speaker

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// Bounds on the mentions on either side of a cue that are options.
const (
	maxBefore = 12
	maxAfter  = 9
)

// anchorOf is the cue of a draft or, if it has no cue, the token at which the
// search for the speaker begins.
func anchorOf(c *Resolver, r *report.Draft) document.TokenRange {
	if !r.Cue.Empty() {
		return r.Cue
	}
	if r.Voice == report.VoiceColon && !r.Subject.Empty() {
		return document.Range(r.Subject.To, r.Subject.To+1)
	}
	at := c.Doc.TokenAt(r.Place())
	return document.Range(at, at+1)
}

// wordsOf is the tokens of what a draft reports.
func wordsOf(c *Resolver, r *report.Draft) document.TokenRange {
	span := corpus.Span{}
	if r.Content != nil {
		span = *r.Content
	} else if n := len(r.Quotes); n > 0 {
		span = corpus.Span{Start: r.Quotes[0].Start, End: r.Quotes[n-1].End}
	}
	from := c.Doc.TokenAt(span.Start)
	to := from
	if span.End > span.Start {
		to = c.Doc.TokenAt(span.End-1) + 1
	}
	return document.Range(from, to)
}

// signed is the probability that a signature names the speaker.
const signed = 0.97

// byAgent is the probability that the phrase behind "by" names the speaker.
const byAgent = 0.95

// signatureOf is the name behind a dash that ends the paragraph of draft n, a
// quotation without a cue, or begins the next paragraph: “…” — Ann Lee. It is -1 if
// there is no such name.
func signatureOf(c *Resolver, n int) int32 {
	d, r := c.Doc, &c.Drafts[n]
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

// agentOption is the option of draft n that syntax points to behind "by": "was
// refuted by X", "charges made by X". It is -1 if there is no such option.
func agentOption(c *Resolver, n int) int {
	r := &c.Drafts[n]
	if r.Subject.From <= 0 || r.Subject.Empty() || c.Doc.Tokens[r.Subject.From-1].Word != lexicon.WordBy {
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

// ListOptions fills in the options for draft n.
func ListOptions(c *Resolver, n int) {
	d, r := c.Doc, &c.Drafts[n]
	c.Options = c.Options[:0]
	at := anchorOf(c, r)
	s := d.SentenceOf(min(at.From, int32(len(d.Tokens)-1)))
	inside := c.words[n]
	if r.Content == nil {
		inside = document.TokenRange{} // between the parts of a split quotation the speaker is named
	}
	from, to := c.starts[s], c.starts[s+1]
	first := from + int32(endingBefore(c, from, to, at.From))
	order, hinted := int32(0), false
	for k := first - 1; k >= from && k >= first-2*maxBefore && order < maxBefore; k-- {
		m := &c.Mentions[k]
		if m.quoted || m.From >= inside.From && m.To <= inside.To {
			continue
		}
		o := Option{Mention: k, order: order, Hint: relate(m, r.Subject)}
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
		o := Option{Mention: k, after: true, order: order, Hint: relate(m, r.Subject)}
		hinted = hinted || o.Hint == Heads
		c.Options = append(c.Options, o)
		if !m.Inner {
			order++
		}
	}
	if !hinted && !r.Subject.Empty() {
		addHint(c, r, s, at)
	}
	if r.Voice == report.VoiceNone && r.Kind == corpus.Direct && s > 0 {
		listPrior(c, s-1)
	}
	if n > 0 {
		c.Options = append(c.Options, Option{Mention: -1, Carry: true})
	}
	c.Options = append(c.Options, Option{Mention: -1})
}

// maxPrior bounds the subjects of the sentence before that are options.
const maxPrior = 4

// listPrior adds the subjects of a sentence as options for a quotation behind it.
func listPrior(c *Resolver, s int32) {
	order := int32(0)
	for k := c.starts[s]; k < c.starts[s+1] && order < maxPrior; k++ {
		if m := &c.Mentions[k]; m.Subject && !m.quoted && !m.Inner {
			c.Options = append(c.Options, Option{Mention: k, order: order, prior: true})
			order++
		}
	}
}

// describePrior adds the features of a subject of the sentence before.
func describePrior(c *Resolver, o *Option, m *Mention, form uint64) {
	d, f := c.Doc, &c.Features
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
	f.Add(model.PriorType, uint64(m.Kind)<<12|uint64(m.Type)<<8|cue<<4|apart)
	f.Add(model.PriorForm, form<<8|uint64(end))
	f.Add(model.PriorOptions, apart<<8|uint64(min(len(c.Options), 8))<<4|cue)
}

// endingBefore counts the mentions of a run that end at or before token at.
func endingBefore(c *Resolver, from, to, at int32) int {
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

// addHint adds an option for the words that syntax points to, if no mention begins
// with them.
func addHint(c *Resolver, r *report.Draft, sentence int32, at document.TokenRange) {
	d := c.Doc
	end := r.Subject.From
	for end < r.Subject.To && d.At(end) != lexicon.Comma && d.At(end) != lexicon.Bracket && (end == r.Subject.From || d.At(end) != lexicon.Preposition) {
		end++
	}
	if end == r.Subject.From {
		return
	}
	m := Mention{TokenRange: document.Range(r.Subject.From, end), sentence: sentence, Entity: -1, before: -1, Kind: Nominal}
	c.Mentions = append(c.Mentions, m)
	c.Options = append(c.Options, Option{Mention: int32(len(c.Mentions) - 1), after: m.From >= at.To, Hint: Heads})
}

func relate(m *Mention, hint document.TokenRange) Hint {
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
