package extract

import "context"

// splitSentences cuts every paragraph that is no heading into sentences.
func (d *document) splitSentences(ctx context.Context) error {
	d.sentences = make([]sentence, 0, len(d.tokens)/20+1)
	for pi, p := range d.paragraphs {
		if p.heading {
			continue
		}
		from := p.from
		for i := p.from; i < p.to; i++ {
			if err := ended(ctx, int(i)); err != nil {
				return err
			}
			t := d.tokens[i]
			if !t.is(flagPunct|flagStop) || !d.mayEnd(i, p) {
				continue
			}
			end := d.pastClosers(i+1, p.to)
			if end < p.to && !d.endsAt(i, end, p) {
				continue
			}
			d.addSentence(from, end, pi)
			from, i = end, end-1
		}
		if from < p.to {
			d.addSentence(from, p.to, pi)
		}
	}
	return nil
}

func (d *document) addSentence(from, to int32, paragraph int) {
	d.tokens[from].flags |= flagSentenceStart
	d.sentences = append(d.sentences, sentence{tokenRange: tokenRange{from, to}, paragraph: int32(paragraph), statement: -1})
}

// mayEnd reports whether token i is a mark that can end a sentence.
func (d *document) mayEnd(i int32, p paragraph) bool {
	t := d.tokens[i]
	switch t.word {
	case wordStop, wordQuestion, wordExclamation, wordEllipsis:
		return i > p.from
	}
	return t.is(flagStop)
}

// pastClosers is the first token from i on that is neither final punctuation
// nor a mark or bracket that closes.
func (d *document) pastClosers(i, end int32) int32 {
	for ; i < end; i++ {
		t := d.tokens[i]
		if !t.is(flagPunct) || t.is(flagSpace) && !d.lateCloser(i, end) {
			return i
		}
		switch t.word {
		case wordStop, wordQuestion, wordExclamation, wordEllipsis, wordCloseRound, wordCloseSquare:
			continue
		}
		if !d.isMarkCharacter(i) {
			return i
		}
	}
	return i
}

// lateCloser reports whether a mark stands apart from the words that it closes,
// with white space or nothing after it.
func (d *document) lateCloser(i, end int32) bool {
	return d.tokens[i].is(flagMark) && (i+1 >= end || d.tokens[i+1].is(flagSpace)) && d.closesOne(i)
}

// closesOne reports whether token i is the closing mark of a listed quotation.
func (d *document) closesOne(i int32) bool {
	q := d.quotationAt(i)
	return q.closed && q.outer == i
}

// isMarkCharacter reports whether token i is a character used as a quotation
// mark, paired or not.
func (d *document) isMarkCharacter(i int32) bool {
	t := d.tokens[i]
	switch d.text[t.start:t.end] {
	case `"`, "'", "''", "”", "’", "“", "‘", "»", "«", "›", "‹":
		return true
	}
	return false
}

// endsAt reports whether a sentence ends between its final mark i and the token
// next, which is in the same paragraph.
func (d *document) endsAt(i, next int32, p paragraph) bool {
	after := d.tokens[next]
	last := d.tokens[i]
	closed := next > i+1
	if !after.is(flagSpace) && !d.gluedEnd(i, next, p) {
		return false
	}
	if !after.is(flagPunct) && !after.is(flagCapital) {
		return after.is(flagDigit) && !last.is(flagStop) && last.word != wordEllipsis
	}
	if after.is(flagPunct) && !d.opensSentence(next, p) {
		return false
	}
	if last.is(flagStop) && !closed {
		return d.abbreviationEnds(i, next, p)
	}
	switch {
	case last.word == wordEllipsis && !closed:
		return after.word != wordI
	case closed && last.word != wordStop && d.isTag(next, p):
		return false
	}
	return true
}

// gluedEnd reports whether the space between two sentences was forgotten.
func (d *document) gluedEnd(i, next int32, p paragraph) bool {
	if i == p.from {
		return false
	}
	before := d.tokens[i-1]
	return d.tokens[next].is(flagCapital) && !d.tokens[next].is(flagAllCaps) &&
		(before.end-before.start > 2 && !before.is(flagAllCaps) || before.is(flagPunct))
}

// opensSentence reports whether a punctuation mark can be the first token of a
// sentence.
func (d *document) opensSentence(i int32, p paragraph) bool {
	switch d.tokens[i].word {
	case wordComma, wordStop, wordColon, wordSemicolon, wordQuestion, wordExclamation, wordCloseRound, wordCloseSquare:
		return false
	case wordDash, wordEnDash, wordDoubleHyphen, wordHyphen:
		return i+1 < p.to && d.tokens[i+1].is(flagCapital)
	case wordOpenRound, wordOpenSquare, wordEllipsis:
		return i+1 < p.to && (d.tokens[i+1].is(flagCapital) || d.tokens[i+1].is(flagPunct))
	}
	// A mark: what it opens begins a sentence unless it goes on in lower case.
	j := i
	for j < p.to && d.tokens[j].is(flagPunct) {
		j++
	}
	return j >= p.to || d.tokens[j].is(flagCapital|flagDigit) || j == i+1 && d.tokens[i].is(flagMark) && d.tokens[i-1].is(flagMark)
}

// abbreviationEnds reports whether an abbreviation's full stop ends the
// sentence too.
func (d *document) abbreviationEnds(i, next int32, p paragraph) bool {
	a := d.attrs(i)
	if a&attrTitle != 0 || a&attrMonth != 0 && d.tokens[next].is(flagDigit) {
		return false
	}
	after := d.attrs(next)
	starts := after&(attrDeterminer|attrPreposition|attrSubject|attrSubordinator|attrConjunction|attrPossessive|attrAuxiliary|attrModal) != 0 ||
		d.tokens[next].is(flagPunct)
	t := d.tokens[i]
	if t.end-t.start == 2 && t.is(flagCapital) { // an initial
		named := i > p.from && d.tokens[i-1].is(flagCapital) && !d.tokens[i-1].is(flagSentenceStart)
		return starts && !named && d.tokens[next].word != wordI
	}
	return starts
}

// isTag reports whether the words from i on tell who spoke the quotation that
// ends before them: “Why?” Ann Lee asked.
func (d *document) isTag(i int32, p paragraph) bool {
	limit := min(i+8, p.to)
	if d.tokens[i].is(flagPunct) || d.attrs(i)&(attrSubject|attrDeterminer|attrPossessive) != 0 && d.tokens[i].is(flagCapital) && d.attrs(i)&attrTitle == 0 {
		return false
	}
	for j := i; j < limit; j++ {
		t := d.tokens[j]
		a := d.attrs(j)
		if a&attrSpeechVerb != 0 && a&(attrPast|attrThird) != 0 && !t.is(flagCapital) {
			return j > i && d.tagEnds(j+1, p)
		}
		if !t.is(flagCapital) && a&attrTitle == 0 {
			return false
		}
	}
	return false
}

// tagEnds reports whether what follows a verb of speaking is no clause of its
// own: the verb's words stand before it.
func (d *document) tagEnds(i int32, p paragraph) bool {
	if i >= p.to || d.tokens[i].is(flagPunct) {
		return true
	}
	a := d.attrs(i)
	return a&(attrPreposition|attrAdverb|attrTime|attrWeekday) != 0 && d.tokens[i].word != wordThat || a&attrPlace != 0
}
