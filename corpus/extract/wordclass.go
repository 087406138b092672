package extract

// wordClass is the coarse part of speech of a token, guessed from the lexicon,
// its form and its ending; what models generalise over.
type wordClass uint8

const (
	noWord wordClass = iota // before the first token, or after the last
	noun                    // every unknown word in lower case
	name                    // an unknown word that begins with a capital
	number
	determiner
	possessive
	subjectPronoun
	objectPronoun
	preposition
	conjunction
	subordinator
	thatWord
	relative
	toWord
	formOfBe
	formOfHave
	formOfDo
	modal
	negation
	adverb
	timeWord
	verbBase
	verbThird
	verbPast
	verbParticiple
	verbGerund
	comma
	finalMark
	colon
	dash
	bracket
	openMark
	closeMark
	otherMark
	genitive
	title
	reportNoun
)

// knownClass is the word class of a word in the lexicon, noWord where its form
// has to decide.
func knownClass(w wordID, name string, a attrs) wordClass {
	switch w {
	case wordComma:
		return comma
	case wordStop, wordQuestion, wordExclamation, wordEllipsis:
		return finalMark
	case wordColon, wordSemicolon:
		return colon
	case wordDash, wordEnDash, wordDoubleHyphen, wordHyphen:
		return dash
	case wordOpenRound, wordCloseRound, wordOpenSquare, wordCloseSquare:
		return bracket
	case wordThat:
		return thatWord
	case wordTo:
		return toWord
	case wordPossessive:
		return genitive
	}
	switch name {
	case "is", "are", "was", "were", "be", "been", "being", "am", "'re", "'m":
		return formOfBe
	case "has", "have", "had", "having", "'ve", "'d":
		return formOfHave
	case "do", "does", "did":
		return formOfDo
	}
	for _, c := range [...]struct {
		attrs attrs
		class wordClass
	}{
		{attrNegation, negation}, {attrModal, modal}, {attrRelative, relative}, {attrTitle, title},
		{attrDeterminer, determiner}, {attrPossessive, possessive}, {attrSubject, subjectPronoun}, {attrObject | attrReflexive, objectPronoun},
		{attrConjunction, conjunction}, {attrPreposition, preposition}, {attrSubordinator, subordinator},
		{attrMonth | attrWeekday | attrTime, timeWord}, {attrGerund, verbGerund}, {attrThird, verbThird}, {attrPast, verbPast},
		{attrParticiple, verbParticiple}, {attrBase, verbBase}, {attrCueNoun, reportNoun}, {attrAdverb, adverb}, {attrNumber, number},
	} {
		if a&c.attrs != 0 {
			return c.class
		}
	}
	return noWord
}

// classify is the word class of a word that the lexicon takes for one of class
// known.
func (d *document) classify(t *token, known wordClass) wordClass {
	switch {
	case t.is(flagDigit):
		return number
	case t.is(flagCapital) && (known == noWord || known >= verbBase && known <= verbGerund || known == reportNoun):
		return name
	case known != noWord:
		return known
	}
	s := d.text[t.start:t.end]
	if len(s) < 5 {
		return noun
	}
	switch tail := s[len(s)-3:]; {
	case tail[1:] == "ed":
		return verbPast
	case tail == "ing" && len(s) > 5:
		return verbGerund
	case tail[1:] == "ly":
		return adverb
	}
	return noun
}

// at is the word class of token i, noWord beyond the ends.
func (d *document) at(i int32) wordClass {
	if i < 0 || int(i) >= len(d.classes) {
		return noWord
	}
	return d.classes[i]
}

// isVerb reports whether token i looks like a verb that is no auxiliary.
func (c wordClass) isVerb() bool { return c >= verbBase && c <= verbGerund }

// isFinite reports whether a token of the class can head a clause.
func (c wordClass) isFinite() bool {
	return c == verbThird || c == verbPast || c >= formOfBe && c <= modal
}

// classifyMarks gives paired quotation marks their classes, and counts.
func (d *document) classifyMarks() {
	for _, i := range d.marks {
		if d.tokens[i].is(flagMark) {
			d.classes[i] = openMark
		}
	}
	for _, q := range d.quotations {
		if q.closed {
			d.classes[q.outer] = closeMark
		}
	}
	d.sums = make([]sums, len(d.tokens)+1)
	var n sums
	for i, c := range d.classes {
		d.sums[i] = n
		n += sumOf[c]
		if c.isVerb() && d.attrs(int32(i))&attrSpeechVerb != 0 {
			n += sumCue
		}
	}
	d.sums[len(d.tokens)] = n
}
