package report

import (
	"context"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// maxTag bounds the distance of a quotation from its cue, in tokens.
const maxTag = 30

// TagAfter is the cue in the words after quotation q that name its speaker: the
// "said" of “…,” she said. It is -1 if there is no such cue.
func TagAfter(d *document.Document, q *document.Quotation) int32 {
	if !q.Closed {
		return -1
	}
	i := q.To
	end := min(i+maxTag, boundAfter(d, q))
	for i < end && (d.At(i) == lexicon.Comma || d.At(i) == lexicon.Dash) {
		i++
	}
	if i < end && d.At(i) == lexicon.Conjunction {
		return -1 // “A,” and said “B”
	}
	clause := false // within a relative clause
	for j := i; j < end; j++ {
		c := d.At(j)
		a := d.Attrs(j)
		switch {
		case c == lexicon.OpenMark || c == lexicon.Colon || c == lexicon.FinalMark:
			return -1
		case isModifier(d, j):
		case a&lexicon.AttrCueVerb != 0 && c.IsVerb() && c != lexicon.VerbGerund || tellsHow(d, q, j):
			if !clause || d.At(j-1) == lexicon.Comma {
				return j
			}
		case c == lexicon.VerbGerund && a&lexicon.AttrCueVerb != 0 && j == i:
			return j // “A,” adding …
		case c == lexicon.ThatWord || c == lexicon.Subordinator || c == lexicon.ToWord:
			return -1
		case c == lexicon.Relative && d.At(j-1) == lexicon.Comma:
			clause = true
		case c.IsFinite() && !clause && c != lexicon.FormOfHave && c != lexicon.FormOfBe && c != lexicon.Modal && c != lexicon.FormOfDo:
			return -1
		}
	}
	return -1
}

// isModifier reports whether token j, even if it may be a verb, belongs to the role
// behind it: "press secretary", "state senator".
func isModifier(d *document.Document, j int32) bool {
	return d.At(j) == lexicon.VerbBase && d.Attrs(j+1)&lexicon.AttrRole != 0 && !d.Tokens[j+1].Is(document.FlagCapital)
}

// isScare reports whether a quotation has only a few words, is inside a sentence,
// and has no cue next to it.
func isScare(d *document.Document, q *document.Quotation) bool {
	if q.Outer-q.Inner > maxScare || q.Tag >= 0 || d.Tokens[q.From].Is(document.FlagSentenceStart) {
		return false
	}
	if b := d.At(q.From - 1); b == lexicon.Comma || b == lexicon.Colon || b == lexicon.ThatWord {
		return false
	}
	return q.Lead < 0 || q.From-q.Lead > maxScare
}

// maxScare is the greatest number of such words, and the distance of a near cue, in
// tokens.
const maxScare = 4

// goesOnAfter reports whether a quotation ends in such a way that its sentence goes
// on.
func goesOnAfter(d *document.Document, q *document.Quotation) bool {
	switch d.Tokens[q.Outer-1].Word {
	case lexicon.WordComma, lexicon.WordQuestion, lexicon.WordExclamation:
		return true
	}
	return false
}

// tellsHow reports whether token j has the place of a verb of speaking after a
// quotation that goes on: “…,” she began, “…,” Ann Lee fumed.
func tellsHow(d *document.Document, q *document.Quotation, j int32) bool {
	c := d.At(j)
	if d.At(q.Outer-1) != lexicon.Comma || c != lexicon.VerbPast && c != lexicon.VerbThird && c != lexicon.Noun {
		return false
	}
	if before := d.At(j - 1); before != lexicon.SubjectPronoun && before != lexicon.Name {
		return false
	}
	after := d.At(j + 1)
	return after == lexicon.Comma || after == lexicon.FinalMark && c != lexicon.Noun || after == lexicon.Colon
}

// boundAfter is the end of the sentence in which quotation q ends.
func boundAfter(d *document.Document, q *document.Quotation) int32 {
	return d.Sentences[d.SentenceOf(q.To-1)].To
}

// LeadBefore is the cue in the words before quotation q that announce it: the
// "said" of: Ann said, “…”. It is -1 if there is no such cue.
func LeadBefore(d *document.Document, q *document.Quotation) int32 {
	if q.From == 0 {
		return -1
	}
	s := d.SentenceOf(q.From)
	lo := d.Sentences[s].From
	if lo == q.From {
		if s == 0 || d.At(q.From-1) != lexicon.Colon {
			return -1
		}
		lo = d.Sentences[s-1].From
	}
	lo = max(lo, q.From-maxTag)
	reportNounAt := int32(-1)
	for j := q.From - 1; j >= lo; j-- {
		c, a := d.At(j), d.Attrs(j)
		switch {
		case c == lexicon.CloseMark || c == lexicon.FinalMark:
			return reportNounAt
		case a&lexicon.AttrCueVerb != 0 && c.IsVerb():
			return j
		case a&lexicon.AttrCueNoun != 0 && reportNounAt < 0:
			reportNounAt = j
		case d.Tokens[j].Word == lexicon.WordAccording:
			return j
		}
	}
	return reportNounAt
}

// QuotationFeatures describes quotation k. Before is the decision on the quotation
// before it.
func QuotationFeatures(d *document.Document, f *model.Features, k int, before document.SpeechKind, tag, lead int32) {
	q := &d.Quotations[k]
	f.Reset()
	size := q.Outer - q.Inner
	last := d.At(q.Outer - 1)
	beforeOpen, afterClose := d.At(q.From-1), d.At(q.To)
	s := d.SentenceOf(q.From)
	startsSentence := d.Sentences[s].From == q.From
	p := d.Paragraphs[d.Sentences[s].Paragraph]
	t := d.SentenceOf(q.To - 1)
	endsSentence := d.Sentences[t].To == q.To
	endsParagraph := p.To <= q.To
	startsParagraph := p.From == q.From
	edges := model.Flag(startsSentence) | model.Flag(endsSentence)<<1 | model.Flag(startsParagraph)<<2 | model.Flag(endsParagraph)<<3
	tagStem, leadStem, gap := uint64(0), uint64(0), uint64(15)
	if tag >= 0 {
		tagStem = d.Stem(tag)
	}
	if lead >= 0 {
		leadStem, gap = d.Stem(lead), model.Bucket(q.From-lead-1)
	}
	capital := model.Flag(d.Tokens[q.Inner].Is(document.FlagCapital))
	punct := uint64(last)<<8 | uint64(afterClose)
	if last == lexicon.FinalMark {
		punct |= uint64(d.Tokens[q.Outer-1].Word) << 16
	}
	inside := insideOf(d, q)
	f.Add(model.QuotationBias, 0)
	f.Add(model.QuotationSize, model.Bucket(size))
	f.Add(model.QuotationPunctuation, punct)
	f.Add(model.QuotationEdges, edges)
	f.Add(model.QuotationPreviousWord, d.Key(q.From-1))
	f.Add(model.QuotationNextWord, d.Key(q.To))
	f.Add(model.QuotationFirst, uint64(d.At(q.Inner))<<1|capital)
	f.Add(model.QuotationTag, tagStem)
	f.Add(model.QuotationLead, leadStem)
	f.Pair(model.QuotationLeadGap, leadStem, gap)
	f.Add(model.QuotationGapBefore, gap<<8|uint64(beforeOpen))
	f.Add(model.QuotationInside, inside)
	f.Add(model.QuotationInsideEdges, inside<<8|edges)
	f.Add(model.QuotationSizeEdges, model.Bucket(size)<<8|edges)
	f.Add(model.QuotationBeforeEdges, uint64(before)<<8|edges)
	f.Add(model.QuotationBeforeCues, uint64(before)<<8|model.Flag(tag >= 0)<<1|model.Flag(lead >= 0))
	f.Add(model.QuotationCuesPunctuation, model.Flag(tag >= 0)<<24|model.Flag(lead >= 0)<<25|punct)
	f.Add(model.QuotationPreviousWord2, d.Key(q.From-2))
	f.Pair(model.QuotationPreviousWords, d.Key(q.From-1), uint64(d.At(q.From-2)))
	f.Add(model.QuotationBeforeFirst, uint64(beforeOpen)<<16|uint64(d.At(q.Inner))<<8|capital)
	f.Add(model.QuotationClosed, model.Flag(q.Closed)<<1|model.Flag(d.Sentences[s].Statement == d.Sentences[t].Statement && s == t))
	f.Add(model.QuotationOuterSize, uint64(beforeOpen)<<16|uint64(afterClose)<<8|model.Bucket(size))
	f.Add(model.QuotationGapBeforeFirst, gap<<16|uint64(beforeOpen)<<8|capital<<4|model.Flag(endsSentence))
	f.Add(model.QuotationFirstClasses, uint64(d.At(q.Inner))<<8|uint64(d.At(q.Inner+1)))
	f.Add(model.QuotationFirstWord, d.Key(q.Inner))
	f.Pair(model.QuotationLeadBefore, leadStem, uint64(beforeOpen)<<1|capital)
	f.Add(model.QuotationSizeBefore, model.Bucket(size)<<8|capital<<4|uint64(beforeOpen)<<16)
	f.Add(model.QuotationTouches, model.Flag(!d.Tokens[q.From].Is(document.FlagSpace)))
	if beforeOpen == lexicon.Colon {
		f.Add(model.QuotationNamed, model.Flag(named(d, q))<<8|edges)
	}
	f.Add(model.QuotationBeforeEdgesInside, uint64(before)<<12|edges<<8|inside)
	f.Add(model.QuotationInsideBeforeCues, inside<<16|uint64(beforeOpen)<<8|model.Flag(tag >= 0)<<1|model.Flag(lead >= 0))
	f.Add(model.QuotationSizeInside, model.Bucket(size)<<8|inside)
	f.Add(model.QuotationAfterClasses, uint64(d.At(q.To))<<8|uint64(d.At(q.To+1)))
}

// named reports whether only a name and a colon precede a quotation: Smith: “…”.
func named(d *document.Document, q *document.Quotation) bool {
	lo := d.Sentences[d.SentenceOf(q.From-1)].From
	r := document.PhraseBefore(d, q.From-1, lo)
	return !r.Empty() && r.From == lo
}

// insideTitle is set in the result of insideOf when every longer word has a capital.
const insideTitle = 1 << 2

// insideOf describes the words of a quotation: whether they have a verb that can
// head a clause, a pronoun, several sentences, or capitals throughout as titles
// have.
func insideOf(d *document.Document, q *document.Quotation) uint64 {
	verb, pronoun, capitals, words, ends := false, false, 0, 0, 0
	for i := q.Inner; i < min(q.Outer, q.Inner+40); i++ {
		c := d.At(i)
		verb = verb || c.IsFinite() || c == lexicon.VerbBase
		pronoun = pronoun || c == lexicon.SubjectPronoun
		if c == lexicon.FinalMark {
			ends++
		}
		if t := d.Tokens[i]; !t.Is(document.FlagPunct) && t.End-t.Start > 3 {
			words++
			if t.Is(document.FlagCapital) {
				capitals++
			}
		}
	}
	return model.Flag(verb) | model.Flag(pronoun)<<1 | model.Flag(capitals == words && words > 0)*insideTitle | model.Flag(2*capitals > words)<<3 | uint64(min(ends, 3))<<4
}

// speechBias makes up for quotations of whole sentences that the training data
// counts as part of something longer.
const speechBias = 1

// noSpeechBias demands more evidence before marks inside a sentence count as
// speech.
const noSpeechBias = 0.8

// judgeQuotations decides on the use of every quotation's marks.
func judgeQuotations(ctx context.Context, d *document.Document) error {
	if d.Foreign {
		judgeForeign(d)
		return nil
	}
	var f model.Features
	var scores [3]float32
	before, paragraph := document.NotSpeech, int32(-1)
	for k := range d.Quotations {
		if err := document.Ended(ctx, k); err != nil {
			return err
		}
		q := &d.Quotations[k]
		if p := d.Sentences[d.SentenceOf(q.From)].Paragraph; p != paragraph {
			if paragraph >= 0 && p > paragraph+1 {
				before = document.NotSpeech
			}
			paragraph = p
		}
		q.Tag, q.Lead = TagAfter(d, q), LeadBefore(d, q)
		QuotationFeatures(d, &f, k, before, q.Tag, q.Lead)
		scores = [3]float32{}
		d.Models.Quotation.Add(scores[:], f.List)
		best := document.SpeechPart
		if scores[document.Speech]+speechBias > scores[document.SpeechPart] {
			best = document.Speech
		}
		bias := float32(noSpeechBias)
		if d.Tokens[q.From].Is(document.FlagSentenceStart) {
			bias = 0
		}
		if scores[document.NotSpeech]+bias > scores[best] {
			best = document.NotSpeech
		}
		if q.Tag >= 0 && d.Tokens[q.From].Is(document.FlagSentenceStart) && goesOnAfter(d, q) {
			best = document.Speech // “Titanic,” she said
		}
		if isSigned(d, q) {
			best = document.Speech
		} else if best == document.Speech && isScare(d, q) {
			best = document.NotSpeech // the “establishment”
		}
		q.Speech, before = best, best
	}
	return nil
}

// isSigned reports whether a paragraph has only a quotation, a dash and the name of
// its author: “The loudest of them all.” — Ann Lee.
func isSigned(d *document.Document, q *document.Quotation) bool {
	p := d.Paragraphs[d.Sentences[d.SentenceOf(q.From)].Paragraph]
	i := q.To
	return q.From == p.From && p.To > i+1 && p.To <= i+document.MaxSignature && d.IsDash(i) &&
		d.Tokens[i+1].Is(document.FlagCapital) && (d.At(i+1) == lexicon.Name || d.At(i+1) == lexicon.Title)
}

// In other languages than English, a quotation counts as speech if it is long
// enough, or if it has a mark that ends a sentence or clause.
const (
	minForeignWords  = 5
	minForeignClosed = 2 // if such a mark is inside
)

func judgeForeign(d *document.Document) {
	for k := range d.Quotations {
		q := &d.Quotations[k]
		q.Tag, q.Lead = -1, -1
		words := int32(0)
		for i := q.Inner; i < q.Outer && words < minForeignWords; i++ {
			if !d.Tokens[i].Is(document.FlagPunct) {
				words++
			}
		}
		last := d.At(q.Outer - 1)
		if words >= minForeignWords || words >= minForeignClosed && (last == lexicon.FinalMark || last == lexicon.Comma) {
			q.Speech = document.Speech
		}
	}
}
