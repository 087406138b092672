package lexicon

// WordClass is the coarse part of speech of a token, guessed from the lexicon, its
// form and its ending. Models generalise over it.
type WordClass uint8

// The word classes. Models hold their numbers, so they must keep their order.
const (
	NoWord WordClass = iota // before the first token, or after the last
	Noun                    // every unknown word in lower case
	Name                    // an unknown word that begins with a capital
	Number
	Determiner
	Possessive
	SubjectPronoun
	ObjectPronoun
	Preposition
	Conjunction
	Subordinator
	ThatWord
	Relative
	ToWord
	FormOfBe
	FormOfHave
	FormOfDo
	Modal
	Negation
	Adverb
	TimeWord
	VerbBase
	VerbThird
	VerbPast
	VerbParticiple
	VerbGerund
	Comma
	FinalMark
	Colon
	Dash
	Bracket
	OpenMark
	CloseMark
	OtherMark
	Genitive
	Title
	ReportNoun
)

// knownClass is the word class of a word in the lexicon, NoWord if the form of its
// token has to decide.
func knownClass(w WordID, name string, a Attrs) WordClass {
	switch w {
	case WordComma:
		return Comma
	case WordStop, WordQuestion, WordExclamation, WordEllipsis:
		return FinalMark
	case WordColon, WordSemicolon:
		return Colon
	case WordDash, WordEnDash, WordDoubleHyphen, WordHyphen:
		return Dash
	case WordOpenRound, WordCloseRound, WordOpenSquare, WordCloseSquare:
		return Bracket
	case WordThat:
		return ThatWord
	case WordTo:
		return ToWord
	case wordPossessive:
		return Genitive
	}
	switch name {
	case "is", "are", "was", "were", "be", "been", "being", "am", "'re", "'m":
		return FormOfBe
	case "has", "have", "had", "having", "'ve", "'d":
		return FormOfHave
	case "do", "does", "did":
		return FormOfDo
	}
	for _, c := range [...]struct {
		attrs Attrs
		class WordClass
	}{
		{AttrNegation, Negation}, {AttrModal, Modal}, {attrRelative, Relative}, {AttrTitle, Title},
		{AttrDeterminer, Determiner}, {AttrPossessive, Possessive}, {AttrSubject, SubjectPronoun}, {AttrObject | AttrReflexive, ObjectPronoun},
		{AttrConjunction, Conjunction}, {AttrPreposition, Preposition}, {AttrSubordinator, Subordinator},
		{AttrMonth | AttrWeekday | AttrTime, TimeWord}, {AttrGerund, VerbGerund}, {AttrThird, VerbThird}, {AttrPast, VerbPast},
		{AttrParticiple, VerbParticiple}, {attrBase, VerbBase}, {AttrCueNoun, ReportNoun}, {AttrAdverb, Adverb}, {attrNumber, Number},
	} {
		if a&c.attrs != 0 {
			return c.class
		}
	}
	return NoWord
}

// IsVerb reports whether a token of the class looks like a verb, but not an
// auxiliary.
func (c WordClass) IsVerb() bool { return c >= VerbBase && c <= VerbGerund }

// IsFinite reports whether a token of the class can head a clause.
func (c WordClass) IsFinite() bool {
	return c == VerbThird || c == VerbPast || c >= FormOfBe && c <= Modal
}
