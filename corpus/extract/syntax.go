package extract

// maxPhrase bounds the search for a noun phrase, in tokens.
const maxPhrase = 40

// sentenceOf is the index of the sentence that holds token i, which lies in one.
func (d *document) sentenceOf(i int32) int32 {
	lo, hi := int32(0), int32(len(d.sentences))
	for lo+1 < hi {
		if mid := (lo + hi) / 2; d.sentences[mid].from <= i {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// verbGroup is the verb at i with the auxiliaries, adverbs and negations before
// it: "has not yet said".
func (d *document) verbGroup(i, lo int32) int32 {
	from := i
	for j := i - 1; j >= lo && j >= i-8; j-- {
		switch d.at(j) {
		case formOfBe, formOfHave, formOfDo, modal, negation, toWord:
			from = j
		case adverb, timeWord:
			if d.tokens[j].is(flagCapital) {
				return from
			}
			from = j
		default:
			return from
		}
	}
	return from
}

// isPassive reports whether the verb at i, whose group begins at group, is in
// the passive voice.
func (d *document) isPassive(i, group int32) bool {
	if d.attrs(i)&attrParticiple == 0 && d.at(i) != verbPast {
		return false
	}
	for j := i - 1; j >= group; j-- {
		if d.at(j) == formOfBe {
			return true
		}
	}
	return false
}

// negated reports whether a negation stands in the verb group.
func (d *document) negated(group, i int32) bool {
	for j := group; j < i; j++ {
		if d.at(j) == negation {
			return true
		}
	}
	return false
}

// phraseBefore is the noun phrase that ends before token end, not reaching
// before lo: the subject of a verb there. An apposition between commas is part
// of it.
func (d *document) phraseBefore(end, lo int32) tokenRange {
	j := end - 1
	if j < lo {
		return tokenRange{}
	}
	if d.at(j) == comma { // "Ann Lee, a doctor, said"
		open := d.commaBefore(j, lo)
		if open < 0 {
			return tokenRange{}
		}
		head := d.phraseBefore1(open, lo)
		if head.empty() {
			return tokenRange{}
		}
		return tokenRange{head.from, j}
	}
	if d.at(j) == bracket && d.tokens[j].word == wordCloseRound {
		for k := j - 1; k >= lo && k > j-12; k-- {
			if d.tokens[k].word == wordOpenRound {
				if head := d.phraseBefore1(k, lo); !head.empty() {
					return tokenRange{head.from, end}
				}
				break
			}
		}
		return tokenRange{}
	}
	return d.phraseBefore1(end, lo)
}

// commaBefore is the comma that opens the apposition which the one at j closes,
// or -1.
func (d *document) commaBefore(j, lo int32) int32 {
	open := int32(-1)
	for k := j - 1; k >= lo && k >= j-maxPhrase; k-- {
		switch d.at(k) {
		case comma:
			// The one before it opens the apposition, unless another part of it follows a name.
			if b := d.at(k - 1); b == name || b == title || b == noun || b == reportNoun || b == bracket {
				open = k
				if c := d.at(k + 1); c == determiner || c == possessive || c == relative || c == number || d.at(k-1) == name {
					return open
				}
			}
		case openMark, closeMark, colon, finalMark, subjectPronoun, thatWord:
			return open
		}
	}
	return open
}

// phraseBefore1 is phraseBefore without appositions.
func (d *document) phraseBefore1(end, lo int32) tokenRange {
	j := end - 1
	if j < lo {
		return tokenRange{}
	}
	if c := d.at(j); c == subjectPronoun || c == objectPronoun || c == relative || c == thatWord {
		return tokenRange{j, end}
	}
	from := end
	for ; j >= lo && j >= end-maxPhrase; j-- {
		c := d.at(j)
		switch c {
		case noun, name, number, title, reportNoun, genitive, adverb, verbGerund, verbParticiple:
			if c == adverb && from == end {
				continue
			}
			from = j
			continue
		case verbPast, verbBase, verbThird: // "elected officials", "the state"
			if from < end && j > lo && (d.at(j-1) == determiner || d.at(j-1) == possessive || d.at(j-1) == genitive) {
				from = j
				continue
			}
		case timeWord:
			if from < end && d.at(j-1) == determiner {
				from = j
				continue
			}
		case determiner, possessive:
			from = j
			if j > lo && d.tokens[j-1].word == wordOf {
				continue
			}
			return tokenRange{from, end}
		case preposition:
			if from < end && d.joins(j, lo) {
				from = j
				continue
			}
		case conjunction:
			if from < end && d.tokens[j].word != wordBut && j > lo && d.joinsNames(j) {
				from = j
				continue
			}
		}
		break
	}
	return d.trimPhrase(tokenRange{from, end})
}

// joins reports whether the preposition at j ties what follows to a noun before
// it rather than to the sentence.
func (d *document) joins(j, lo int32) bool {
	if j <= lo || d.tokens[j].is(flagSentenceStart) {
		return false
	}
	c := d.at(j - 1)
	if c != noun && c != name && c != reportNoun {
		return false
	}
	return d.isTie(j)
}

// isTie reports whether the preposition at j can tie what follows to a noun.
func (d *document) isTie(j int32) bool {
	switch d.tokens[j].word {
	case wordOf, wordFrom, wordIn, wordFor, wordWith:
		return true
	}
	return d.word(j) == "at"
}

// joinsNames reports whether the conjunction at j stands between two of a kind.
func (d *document) joinsNames(j int32) bool {
	a, b := d.at(j-1), d.at(j+1)
	return a == b && (a == name || a == noun) || b == title && a == name || a == name && b == determiner
}

// trimPhrase drops prepositions, conjunctions and 's from the front of a phrase.
func (d *document) trimPhrase(r tokenRange) tokenRange {
	for r.from < r.to {
		switch d.at(r.from) {
		case preposition, conjunction, genitive, adverb:
			r.from++
			continue
		}
		break
	}
	return r
}

// phraseAfter is the noun phrase that begins at token from and ends before hi.
func (d *document) phraseAfter(from, hi int32) tokenRange {
	j := from
	if j < hi && (d.at(j) == subjectPronoun || d.at(j) == objectPronoun) {
		return tokenRange{j, j + 1}
	}
	for ; j < hi && j < from+maxPhrase; j++ {
		switch d.at(j) {
		case noun, name, number, title, reportNoun, genitive, determiner, possessive:
			continue
		case conjunction:
			if j > from && d.joinsNames(j) {
				continue
			}
		case preposition:
			if j > from && d.joins(j, from) {
				continue
			}
		case verbPast, verbBase, verbThird, verbGerund, verbParticiple:
			if j > from && (d.at(j-1) == determiner || d.at(j-1) == possessive || d.at(j-1) == genitive) {
				continue
			}
		}
		break
	}
	r := tokenRange{from, j}
	for r.to > r.from { // a phrase ends in a noun
		switch d.at(r.to - 1) {
		case preposition, conjunction, determiner, genitive:
			r.to--
			continue
		}
		break
	}
	return r
}
