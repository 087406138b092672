package extract

import "verbatim/corpus"

// direct finds the direct reports of a statement: its quotations that are
// speech, with the cues that announce or follow them.
func (f *finder) direct(statement int) {
	d := f.d
	s := d.statements[statement]
	from := len(f.drafts)
	for k := s.quotations.from; k < s.quotations.to; k++ {
		q := &d.quotations[k]
		if q.speech != speech {
			continue
		}
		span := corpus.Span{Start: int(q.start), End: int(q.end)}
		f.take(q.tokenRange, content)
		at, after := d.cueOf(q)
		if d.foreign {
			at = -1
		}
		if at >= 0 {
			if n := f.withCue(from, at); n >= 0 {
				f.drafts[n].quotes = append(f.drafts[n].quotes, span)
				continue
			}
		}
		out := draft{statement: statement, kind: corpus.Direct, class: corpus.Asserts, quotes: []corpus.Span{span}, voice: voiceNone, continues: -1}
		if at >= 0 {
			f.take(tokenRange{at, at + 1}, cue)
			d.setCue(&out, q, at, after)
		} else if !d.foreign {
			d.setColon(&out, q)
		}
		if out.cue.empty() && out.voice == voiceNone {
			if n := len(f.drafts) - 1; n >= from { // “A” “B” is one report
				f.drafts[n].quotes = append(f.drafts[n].quotes, span)
				continue
			}
			out.continues = f.precedes(statement)
		}
		f.drafts = append(f.drafts, out)
	}
}

// withCue is the draft from index from on that has the cue, or -1. A cue serves
// neighbours only, so the last drafts alone are looked at.
func (f *finder) withCue(from int, cue int32) int {
	for n := max(from, len(f.drafts)-2); n < len(f.drafts); n++ {
		if f.drafts[n].cue.contains(cue) {
			return n
		}
	}
	return -1
}

// cueOf is the cue of a quotation, and whether it follows; -1 where it has none.
func (d *document) cueOf(q *quotation) (cue int32, after bool) {
	if q.tag >= 0 && d.at(q.outer-1) != finalMark {
		return q.tag, true
	}
	if q.lead >= 0 && d.leads(q) {
		return q.lead, false
	}
	if q.tag >= 0 {
		return q.tag, true
	}
	return -1, false
}

// leads reports whether the cue before a quotation announces it: nothing but an
// address, a place or a time stands between.
func (d *document) leads(q *quotation) bool {
	return d.clause(q.lead+1, q.from)&3 == 0
}

// setCue sets the cue of a direct report and the hint for its speaker.
func (d *document) setCue(out *draft, q *quotation, cue int32, after bool) {
	sentence := d.sentences[d.sentenceOf(cue)].tokenRange
	if after {
		sentence.from = max(sentence.from, q.to)
	}
	c := d.describe(cue, sentence)
	out.cue = tokenRange{cue, cue + 1}
	out.class = d.classOf(&c)
	out.voice = voiceActive
	inner := tokenRange{q.from, q.to}
	front := c.group
	for front > sentence.from && (d.at(front-1) == comma || d.at(front-1) == dash) {
		front--
	}
	if after && front <= sentence.from {
		c.after = true
		c.subject = tokenRange{}
	}
	if after && c.after {
		out.inverted = true
		out.subject = d.phraseAfter(cue+1, sentence.to)
		return
	}
	d.setSubject(out, &c, inner)
}

// setColon finds who a colon before a quotation names: "Smith: “…”".
func (d *document) setColon(out *draft, q *quotation) {
	if q.from == 0 || d.at(q.from-1) != colon || !d.named(q) {
		return
	}
	out.voice, out.subject = voiceColon, d.phraseBefore(q.from-1, d.sentences[d.sentenceOf(q.from-1)].from)
}

// precedes is the draft that a quotation without a cue goes on with: the last
// one, where it is a direct report in the same paragraph.
func (f *finder) precedes(statement int) int {
	d := f.d
	n := len(f.drafts) - 1
	if n < 0 {
		return -1
	}
	prev := &f.drafts[n]
	if prev.statement < statement-1 || d.statements[prev.statement].paragraph != d.statements[statement].paragraph {
		return -1
	}
	return n
}
