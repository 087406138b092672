package document

import "verbatim/corpus/extract/lexicon"

// MaxPhrase bounds the search for a noun phrase, in tokens.
const MaxPhrase = 40

// VerbGroup is the first token of the group of the verb at i: its auxiliaries,
// adverbs and negations, as in "has not yet said".
func VerbGroup(d *Document, i, lo int32) int32 {
	from := i
	for j := i - 1; j >= lo && j >= i-8; j-- {
		switch d.At(j) {
		case lexicon.FormOfBe, lexicon.FormOfHave, lexicon.FormOfDo, lexicon.Modal, lexicon.Negation, lexicon.ToWord:
			from = j
		case lexicon.Adverb, lexicon.TimeWord:
			if d.Tokens[j].Is(FlagCapital) {
				return from
			}
			from = j
		default:
			return from
		}
	}
	return from
}

// IsPassive reports whether the verb at i, whose group begins at group, is in the
// passive voice.
func IsPassive(d *Document, i, group int32) bool {
	if d.Attrs(i)&lexicon.AttrParticiple == 0 && d.At(i) != lexicon.VerbPast {
		return false
	}
	for j := i - 1; j >= group; j-- {
		if d.At(j) == lexicon.FormOfBe {
			return true
		}
	}
	return false
}

// Negated reports whether the verb group holds a negation.
func Negated(d *Document, group, i int32) bool {
	for j := group; j < i; j++ {
		if d.At(j) == lexicon.Negation {
			return true
		}
	}
	return false
}

// PhraseBefore is the noun phrase that ends before token end and begins at lo or
// later: the subject of a verb there. It includes an apposition between commas.
func PhraseBefore(d *Document, end, lo int32) TokenRange {
	j := end - 1
	if j < lo {
		return TokenRange{}
	}
	if d.At(j) == lexicon.Comma { // "Ann Lee, a doctor, said"
		open := commaBefore(d, j, lo)
		if open < 0 {
			return TokenRange{}
		}
		head := BarePhraseBefore(d, open, lo)
		if head.Empty() {
			return TokenRange{}
		}
		return TokenRange{head.From, j}
	}
	if d.At(j) == lexicon.Bracket && d.Tokens[j].Word == lexicon.WordCloseRound {
		for k := j - 1; k >= lo && k > j-12; k-- {
			if d.Tokens[k].Word == lexicon.WordOpenRound {
				if head := BarePhraseBefore(d, k, lo); !head.Empty() {
					return TokenRange{head.From, end}
				}
				break
			}
		}
		return TokenRange{}
	}
	return BarePhraseBefore(d, end, lo)
}

// commaBefore is the comma that opens the apposition that the one at j closes, or
// -1.
func commaBefore(d *Document, j, lo int32) int32 {
	open := int32(-1)
	for k := j - 1; k >= lo && k >= j-MaxPhrase; k-- {
		switch d.At(k) {
		case lexicon.Comma:
			// The comma before it opens the apposition, unless another part of it follows
			// a name.
			if b := d.At(k - 1); b == lexicon.Name || b == lexicon.Title || b == lexicon.Noun || b == lexicon.ReportNoun || b == lexicon.Bracket {
				open = k
				if c := d.At(k + 1); c == lexicon.Determiner || c == lexicon.Possessive || c == lexicon.Relative || c == lexicon.Number || d.At(k-1) == lexicon.Name {
					return open
				}
			}
		case lexicon.OpenMark, lexicon.CloseMark, lexicon.Colon, lexicon.FinalMark, lexicon.SubjectPronoun, lexicon.ThatWord:
			return open
		}
	}
	return open
}

// BarePhraseBefore is PhraseBefore without appositions.
func BarePhraseBefore(d *Document, end, lo int32) TokenRange {
	j := end - 1
	if j < lo {
		return TokenRange{}
	}
	if c := d.At(j); c == lexicon.SubjectPronoun || c == lexicon.ObjectPronoun || c == lexicon.Relative || c == lexicon.ThatWord {
		return TokenRange{j, end}
	}
	from := end
	for ; j >= lo && j >= end-MaxPhrase; j-- {
		c := d.At(j)
		switch c {
		case lexicon.Noun, lexicon.Name, lexicon.Number, lexicon.Title, lexicon.ReportNoun, lexicon.Genitive, lexicon.Adverb, lexicon.VerbGerund, lexicon.VerbParticiple:
			if c == lexicon.Adverb && from == end {
				continue
			}
			from = j
			continue
		case lexicon.VerbPast, lexicon.VerbBase, lexicon.VerbThird: // "elected officials", "the state"
			if from < end && j > lo && (d.At(j-1) == lexicon.Determiner || d.At(j-1) == lexicon.Possessive || d.At(j-1) == lexicon.Genitive) {
				from = j
				continue
			}
		case lexicon.TimeWord:
			if from < end && d.At(j-1) == lexicon.Determiner {
				from = j
				continue
			}
		case lexicon.Determiner, lexicon.Possessive:
			from = j
			if j > lo && d.Tokens[j-1].Word == lexicon.WordOf {
				continue
			}
			return TokenRange{from, end}
		case lexicon.Preposition:
			if from < end && Joins(d, j, lo) {
				from = j
				continue
			}
		case lexicon.Conjunction:
			if from < end && d.Tokens[j].Word != lexicon.WordBut && j > lo && joinsNames(d, j) {
				from = j
				continue
			}
		}
		break
	}
	return trimPhrase(d, TokenRange{from, end})
}

// Joins reports whether the preposition at j ties the words after it to the noun
// before it rather than to the sentence.
func Joins(d *Document, j, lo int32) bool {
	if j <= lo || d.Tokens[j].Is(FlagSentenceStart) {
		return false
	}
	c := d.At(j - 1)
	if c != lexicon.Noun && c != lexicon.Name && c != lexicon.ReportNoun {
		return false
	}
	return IsTie(d, j)
}

// IsTie reports whether the preposition at j can tie words to a noun.
func IsTie(d *Document, j int32) bool {
	switch d.Tokens[j].Word {
	case lexicon.WordOf, lexicon.WordFrom, lexicon.WordIn, lexicon.WordFor, lexicon.WordWith:
		return true
	}
	return d.Word(j) == "at"
}

// joinsNames reports whether the conjunction at j joins two words of the same kind.
func joinsNames(d *Document, j int32) bool {
	a, b := d.At(j-1), d.At(j+1)
	return a == b && (a == lexicon.Name || a == lexicon.Noun) || b == lexicon.Title && a == lexicon.Name || a == lexicon.Name && b == lexicon.Determiner
}

// trimPhrase drops prepositions, conjunctions and 's from the front of a phrase.
func trimPhrase(d *Document, r TokenRange) TokenRange {
	for r.From < r.To {
		switch d.At(r.From) {
		case lexicon.Preposition, lexicon.Conjunction, lexicon.Genitive, lexicon.Adverb:
			r.From++
			continue
		}
		break
	}
	return r
}

// PhraseAfter is the noun phrase that begins at token from and ends before hi.
func PhraseAfter(d *Document, from, hi int32) TokenRange {
	j := from
	if j < hi && (d.At(j) == lexicon.SubjectPronoun || d.At(j) == lexicon.ObjectPronoun) {
		return TokenRange{j, j + 1}
	}
	for ; j < hi && j < from+MaxPhrase; j++ {
		switch d.At(j) {
		case lexicon.Noun, lexicon.Name, lexicon.Number, lexicon.Title, lexicon.ReportNoun, lexicon.Genitive, lexicon.Determiner, lexicon.Possessive:
			continue
		case lexicon.Conjunction:
			if j > from && joinsNames(d, j) {
				continue
			}
		case lexicon.Preposition:
			if j > from && Joins(d, j, from) {
				continue
			}
		case lexicon.VerbPast, lexicon.VerbBase, lexicon.VerbThird, lexicon.VerbGerund, lexicon.VerbParticiple:
			if j > from && (d.At(j-1) == lexicon.Determiner || d.At(j-1) == lexicon.Possessive || d.At(j-1) == lexicon.Genitive) {
				continue
			}
		}
		break
	}
	r := TokenRange{from, j}
	for r.To > r.From { // a phrase ends in a noun
		switch d.At(r.To - 1) {
		case lexicon.Preposition, lexicon.Conjunction, lexicon.Determiner, lexicon.Genitive:
			r.To--
			continue
		}
		break
	}
	return r
}
