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

// isVerb reports whether token i looks like a verb that is no auxiliary.
func (c wordClass) isVerb() bool { return c >= verbBase && c <= verbGerund }

// isFinite reports whether a token of the class can head a clause.
func (c wordClass) isFinite() bool {
	return c == verbThird || c == verbPast || c >= formOfBe && c <= modal
}
