package extract

import "context"

// maxTag bounds how far from a quotation its cue is looked for, in tokens.
const maxTag = 30

// tagAfter is the cue of the words behind quotation q that tell who spoke it:
// the "said" of “…,” she said. It is -1 where there are none.
func (d *document) tagAfter(q *quotation) int32 {
	if !q.closed {
		return -1
	}
	i := q.to
	end := min(i+maxTag, d.boundAfter(q))
	for i < end && (d.at(i) == comma || d.at(i) == dash) {
		i++
	}
	if i < end && d.at(i) == conjunction {
		return -1 // “A,” and said “B”
	}
	clause := false // within a relative clause
	for j := i; j < end; j++ {
		c := d.at(j)
		a := d.attrs(j)
		switch {
		case c == openMark || c == colon || c == finalMark:
			return -1
		case d.isModifier(j):
		case a&attrCueVerb != 0 && c.isVerb() && c != verbGerund || d.tellsHow(q, j):
			if !clause || d.at(j-1) == comma {
				return j
			}
		case c == verbGerund && a&attrCueVerb != 0 && j == i:
			return j // “A,” adding …
		case c == thatWord || c == subordinator || c == toWord:
			return -1
		case c == relative && d.at(j-1) == comma:
			clause = true
		case c.isFinite() && !clause && c != formOfHave && c != formOfBe && c != modal && c != formOfDo:
			return -1
		}
	}
	return -1
}

// isModifier reports whether token j, though it may be a verb, belongs to the
// role behind it: "press secretary", "state senator".
func (d *document) isModifier(j int32) bool {
	return d.at(j) == verbBase && d.attrs(j+1)&attrRole != 0 && !d.tokens[j+1].is(flagCapital)
}

// isScare reports whether a quotation is a few words inside a sentence that no
// cue stands next to.
func (d *document) isScare(q *quotation) bool {
	if q.outer-q.inner > maxScare || q.tag >= 0 || d.tokens[q.from].is(flagSentenceStart) {
		return false
	}
	if b := d.at(q.from - 1); b == comma || b == colon || b == thatWord {
		return false
	}
	return q.lead < 0 || q.from-q.lead > maxScare
}

// maxScare is how many words those are, and how near a cue is, in tokens.
const maxScare = 4

// goesOnAfter reports whether a quotation ends such that its sentence goes on.
func (d *document) goesOnAfter(q *quotation) bool {
	switch d.tokens[q.outer-1].word {
	case wordComma, wordQuestion, wordExclamation:
		return true
	}
	return false
}

// tellsHow reports whether token j stands where a verb of speaking would behind
// a quotation that goes on: “…,” she began, “…,” Ann Lee fumed.
func (d *document) tellsHow(q *quotation, j int32) bool {
	c := d.at(j)
	if d.at(q.outer-1) != comma || c != verbPast && c != verbThird && c != noun {
		return false
	}
	if before := d.at(j - 1); before != subjectPronoun && before != name {
		return false
	}
	after := d.at(j + 1)
	return after == comma || after == finalMark && c != noun || after == colon
}

// boundAfter is the end of the sentence in which quotation q ends.
func (d *document) boundAfter(q *quotation) int32 {
	return d.sentences[d.sentenceOf(q.to-1)].to
}

// leadBefore is the cue of the words before quotation q that announce it: the
// "said" of: Ann said, “…”. It is -1 where there are none.
func (d *document) leadBefore(q *quotation) int32 {
	if q.from == 0 {
		return -1
	}
	s := d.sentenceOf(q.from)
	lo := d.sentences[s].from
	if lo == q.from {
		if s == 0 || d.at(q.from-1) != colon {
			return -1
		}
		lo = d.sentences[s-1].from
	}
	lo = max(lo, q.from-maxTag)
	reportNounAt := int32(-1)
	for j := q.from - 1; j >= lo; j-- {
		c, a := d.at(j), d.attrs(j)
		switch {
		case c == closeMark || c == finalMark:
			return reportNounAt
		case a&attrCueVerb != 0 && c.isVerb():
			return j
		case a&attrCueNoun != 0 && reportNounAt < 0:
			reportNounAt = j
		case d.tokens[j].word == wordAccording:
			return j
		}
	}
	return reportNounAt
}

// quotationFeatures describes quotation k. Before is what was decided for the
// one before it.
func (d *document) quotationFeatures(f *features, k int, before speechKind, tag, lead int32) {
	q := &d.quotations[k]
	f.reset()
	size := q.outer - q.inner
	last := d.at(q.outer - 1)
	beforeOpen, afterClose := d.at(q.from-1), d.at(q.to)
	s := d.sentenceOf(q.from)
	startsSentence := d.sentences[s].from == q.from
	p := d.paragraphs[d.sentences[s].paragraph]
	t := d.sentenceOf(q.to - 1)
	endsSentence := d.sentences[t].to == q.to
	endsParagraph := p.to <= q.to
	startsParagraph := p.from == q.from
	edges := flag(startsSentence) | flag(endsSentence)<<1 | flag(startsParagraph)<<2 | flag(endsParagraph)<<3
	tagStem, leadStem, gap := uint64(0), uint64(0), uint64(15)
	if tag >= 0 {
		tagStem = d.stem(tag)
	}
	if lead >= 0 {
		leadStem, gap = d.stem(lead), bucket(q.from-lead-1)
	}
	capital := flag(d.tokens[q.inner].is(flagCapital))
	punct := uint64(last)<<8 | uint64(afterClose)
	if last == finalMark {
		punct |= uint64(d.tokens[q.outer-1].word) << 16
	}
	inside := d.insideOf(q)
	f.add(100, 0)
	f.add(101, bucket(size))
	f.add(102, punct)
	f.add(103, edges)
	f.add(104, d.key(q.from-1))
	f.add(105, d.key(q.to))
	f.add(106, uint64(d.at(q.inner))<<1|capital)
	f.add(107, tagStem)
	f.add(108, leadStem)
	f.pair(109, leadStem, gap)
	f.add(110, gap<<8|uint64(beforeOpen))
	f.add(111, inside)
	f.add(112, inside<<8|edges)
	f.add(113, bucket(size)<<8|edges)
	f.add(114, uint64(before)<<8|edges)
	f.add(115, uint64(before)<<8|flag(tag >= 0)<<1|flag(lead >= 0))
	f.add(116, flag(tag >= 0)<<24|flag(lead >= 0)<<25|punct)
	f.add(117, d.key(q.from-2))
	f.pair(118, d.key(q.from-1), uint64(d.at(q.from-2)))
	f.add(119, uint64(beforeOpen)<<16|uint64(d.at(q.inner))<<8|capital)
	f.add(120, flag(q.closed)<<1|flag(d.sentences[s].statement == d.sentences[t].statement && s == t))
	f.add(121, uint64(beforeOpen)<<16|uint64(afterClose)<<8|bucket(size))
	f.add(122, gap<<16|uint64(beforeOpen)<<8|capital<<4|flag(endsSentence))
	f.add(123, uint64(d.at(q.inner))<<8|uint64(d.at(q.inner+1)))
	f.add(124, d.key(q.inner))
	f.pair(125, leadStem, uint64(beforeOpen)<<1|capital)
	f.add(126, bucket(size)<<8|capital<<4|uint64(beforeOpen)<<16)
	f.add(127, flag(!d.tokens[q.from].is(flagSpace)))
	if beforeOpen == colon {
		f.add(129, flag(d.named(q))<<8|edges)
	}
	f.add(130, uint64(before)<<12|edges<<8|inside)
	f.add(131, inside<<16|uint64(beforeOpen)<<8|flag(tag >= 0)<<1|flag(lead >= 0))
	f.add(132, bucket(size)<<8|inside)
	f.add(128, uint64(d.at(q.to))<<8|uint64(d.at(q.to+1)))
}

// named reports whether nothing but a name and a colon stands before a
// quotation: Smith: “…”.
func (d *document) named(q *quotation) bool {
	lo := d.sentences[d.sentenceOf(q.from-1)].from
	r := d.phraseBefore(q.from-1, lo)
	return !r.empty() && r.from == lo
}

// insideTitle is set in what insideOf returns where every word of some length
// has a capital.
const insideTitle = 1 << 2

// insideOf is what a quotation consists of: whether it has a verb that can head
// a clause, a pronoun, several sentences, or capitals throughout as titles have.
func (d *document) insideOf(q *quotation) uint64 {
	verb, pronoun, capitals, words, ends := false, false, 0, 0, 0
	for i := q.inner; i < min(q.outer, q.inner+40); i++ {
		c := d.at(i)
		verb = verb || c.isFinite() || c == verbBase
		pronoun = pronoun || c == subjectPronoun
		if c == finalMark {
			ends++
		}
		if t := d.tokens[i]; !t.is(flagPunct) && t.end-t.start > 3 {
			words++
			if t.is(flagCapital) {
				capitals++
			}
		}
	}
	return flag(verb) | flag(pronoun)<<1 | flag(capitals == words && words > 0)*insideTitle | flag(2*capitals > words)<<3 | uint64(min(ends, 3))<<4
}

// speechBias makes up for quotations of whole sentences that the training data
// counts as part of something longer.
const speechBias = 1

// noSpeechBias asks for more evidence than none before marks inside a sentence
// are taken for those of speech.
const noSpeechBias = 0.8

// judgeQuotations decides for every quotation what its marks are for.
func (d *document) judgeQuotations(ctx context.Context) error {
	if d.foreign {
		d.judgeForeign()
		return nil
	}
	var f features
	var scores [3]float32
	before, paragraph := notSpeech, int32(-1)
	for k := range d.quotations {
		if err := ended(ctx, k); err != nil {
			return err
		}
		q := &d.quotations[k]
		if p := d.sentences[d.sentenceOf(q.from)].paragraph; p != paragraph {
			if paragraph >= 0 && p > paragraph+1 {
				before = notSpeech
			}
			paragraph = p
		}
		q.tag, q.lead = d.tagAfter(q), d.leadBefore(q)
		d.quotationFeatures(&f, k, before, q.tag, q.lead)
		scores = [3]float32{}
		d.models.quotation.Add(scores[:], f.list)
		best := speechPart
		if scores[speech]+speechBias > scores[speechPart] {
			best = speech
		}
		bias := float32(noSpeechBias)
		if d.tokens[q.from].is(flagSentenceStart) {
			bias = 0
		}
		if scores[notSpeech]+bias > scores[best] {
			best = notSpeech
		}
		if q.tag >= 0 && d.tokens[q.from].is(flagSentenceStart) && d.goesOnAfter(q) {
			best = speech // “Titanic,” she said
		}
		if d.isSigned(q) {
			best = speech
		} else if best == speech && d.isScare(q) {
			best = notSpeech // the “establishment”
		}
		q.speech, before = best, best
	}
	return nil
}

// isSigned reports whether a quotation is a paragraph of its own but for a dash
// and the name of who wrote or said it: “The loudest of them all.” — Ann Lee.
func (d *document) isSigned(q *quotation) bool {
	p := d.paragraphs[d.sentences[d.sentenceOf(q.from)].paragraph]
	i := q.to
	return q.from == p.from && p.to > i+1 && p.to <= i+maxSignature && d.isDash(i) &&
		d.tokens[i+1].is(flagCapital) && (d.at(i+1) == name || d.at(i+1) == title)
}

// Quotations in a language other than English are taken for speech by what
// holds in all of them: their length, and a mark that ends a sentence or clause.
const (
	minForeignWords  = 5
	minForeignClosed = 2 // where such a mark stands inside
)

func (d *document) judgeForeign() {
	for k := range d.quotations {
		q := &d.quotations[k]
		q.tag, q.lead = -1, -1
		words := int32(0)
		for i := q.inner; i < q.outer && words < minForeignWords; i++ {
			if !d.tokens[i].is(flagPunct) {
				words++
			}
		}
		last := d.at(q.outer - 1)
		if words >= minForeignWords || words >= minForeignClosed && (last == finalMark || last == comma) {
			q.speech = speech
		}
	}
}
