package report

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// directReport finds the direct reports of a statement: the quotations that are
// speech, with the cues that announce or follow them.
func directReport(f *Finder, statement int) {
	d := f.D
	s := d.Statements[statement]
	from := len(f.drafts)
	for k := s.Quotations.From; k < s.Quotations.To; k++ {
		q := &d.Quotations[k]
		if q.Speech != document.Speech {
			continue
		}
		span := corpus.Span{Start: int(q.Start), End: int(q.End)}
		f.take(q.TokenRange, content)
		at, after := cueOf(d, q)
		if d.Foreign {
			at = -1
		}
		if at >= 0 {
			if n := withCue(f, from, at); n >= 0 {
				f.drafts[n].Quotes = append(f.drafts[n].Quotes, span)
				continue
			}
		}
		out := Draft{Statement: statement, Kind: corpus.Direct, Class: corpus.Asserts, Quotes: []corpus.Span{span}, Voice: VoiceNone, Continues: -1}
		if at >= 0 {
			f.take(document.Range(at, at+1), cue)
			setCue(d, &out, q, at, after)
		} else if !d.Foreign {
			setColon(d, &out, q)
		}
		if out.Cue.Empty() && out.Voice == VoiceNone {
			if n := len(f.drafts) - 1; n >= from { // “A” “B” is one report
				f.drafts[n].Quotes = append(f.drafts[n].Quotes, span)
				continue
			}
			out.Continues = precedes(f, statement)
		}
		f.drafts = append(f.drafts, out)
	}
}

// withCue is the draft from index from on that has the cue, or -1. It looks at the
// last drafts only, since a cue serves neighbouring quotations.
func withCue(f *Finder, from int, cue int32) int {
	for n := max(from, len(f.drafts)-2); n < len(f.drafts); n++ {
		if f.drafts[n].Cue.Contains(cue) {
			return n
		}
	}
	return -1
}

// cueOf is the cue of a quotation and whether it follows. The cue is -1 if there is
// no cue.
func cueOf(d *document.Document, q *document.Quotation) (cue int32, after bool) {
	if q.Tag >= 0 && d.At(q.Outer-1) != lexicon.FinalMark {
		return q.Tag, true
	}
	if q.Lead >= 0 && leads(d, q) {
		return q.Lead, false
	}
	if q.Tag >= 0 {
		return q.Tag, true
	}
	return -1, false
}

// leads reports whether the cue before a quotation announces it: only an address, a
// place or a time may be between them.
func leads(d *document.Document, q *document.Quotation) bool {
	return clause(d, q.Lead+1, q.From)&3 == 0
}

// setCue sets the cue of a direct report and the hint for its speaker.
func setCue(d *document.Document, out *Draft, q *document.Quotation, cue int32, after bool) {
	sentence := d.Sentences[d.SentenceOf(cue)].TokenRange
	if after {
		sentence.From = max(sentence.From, q.To)
	}
	c := Describe(d, cue, sentence)
	out.Cue = document.Range(cue, cue+1)
	out.Class = classOf(d, &c)
	out.Voice = voiceActive
	inner := document.Range(q.From, q.To)
	front := c.group
	for front > sentence.From && (d.At(front-1) == lexicon.Comma || d.At(front-1) == lexicon.Dash) {
		front--
	}
	if after && front <= sentence.From {
		c.after = true
		c.subject = document.TokenRange{}
	}
	if after && c.after {
		out.Inverted = true
		out.Subject = document.PhraseAfter(d, cue+1, sentence.To)
		return
	}
	setSubject(d, out, &c, inner)
}

// setColon finds who a colon before a quotation names: "Smith: “…”".
func setColon(d *document.Document, out *Draft, q *document.Quotation) {
	if q.From == 0 || d.At(q.From-1) != lexicon.Colon || !named(d, q) {
		return
	}
	out.Voice, out.Subject = VoiceColon, document.PhraseBefore(d, q.From-1, d.Sentences[d.SentenceOf(q.From-1)].From)
}

// precedes is the draft that a quotation without a cue goes on with: the last one,
// when it is a direct report in the same paragraph.
func precedes(f *Finder, statement int) int {
	d := f.D
	n := len(f.drafts) - 1
	if n < 0 {
		return -1
	}
	prev := &f.drafts[n]
	if prev.Statement < statement-1 || d.Statements[prev.Statement].Paragraph != d.Statements[statement].Paragraph {
		return -1
	}
	return n
}
