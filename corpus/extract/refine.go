package extract

import "verbatim/corpus"

// trim takes from content what tells of the speaking itself, and what merely
// stands beside the words.
func (d *document) trim(c *candidate, r tokenRange) tokenRange {
	if r.from > c.token {
		if d.at(r.from) == openMark {
			r = d.trimSpoken(r)
		}
		return d.trimOccasion(d.trimSource(d.trimAct(c, d.trimAccused(c, r))))
	}
	if c.passive && c.subject.from < r.from && r.to <= c.subject.to {
		r.from = c.subject.from
	}
	return d.trimAside(r)
}

// trimOccasion cuts a last phrase that names the occasion of speaking: "… after
// a press conference today".
func (d *document) trimOccasion(r tokenRange) tokenRange {
	for i := r.to - 1; i > r.from+2 && i > r.to-maxOccasion; i-- {
		switch c := d.at(i); {
		case d.tokens[i].is(flagQuoted) || c == openMark || c.isFinite() || c == thatWord || c == subjectPronoun:
			return r
		case c != preposition && c != subordinator || d.at(i-1) == comma:
			continue
		}
		switch d.word(i) {
		case "after", "during", "in", "at", "before", "following":
			if d.namesOccasion(i+1, r.to) && d.clause(r.from, i)&3 != 0 {
				return tokenRange{r.from, i}
			}
		}
	}
	return r
}

// trimAct cuts a further act of the speaker that goes on with the cue's own
// auxiliary: "X has claimed that …, and has banned …".
func (d *document) trimAct(c *candidate, r tokenRange) tokenRange {
	aux := d.tokens[c.group].word
	if c.group == c.token || !d.at(c.group).isFinite() {
		return r
	}
	for i := r.from + 1; i+2 < r.to; i++ {
		switch {
		case d.tokens[i].word == aux:
			return r
		case d.at(i) == conjunction && d.tokens[i+1].word == aux && d.clause(r.from, i)&3 != 0:
			return tokenRange{r.from, d.withoutComma(i, r.from+1)}
		}
	}
	return r
}

// trimSource cuts a second source from the end of a sentence: "…, the paper
// reports".
func (d *document) trimSource(r tokenRange) tokenRange {
	for i := r.to - 1; i > r.from+1 && i > r.to-maxOccasion; i-- {
		if d.at(i) != comma {
			continue
		}
		for j := i + 2; j < r.to; j++ {
			a := d.attrs(j)
			if a&attrSpeechVerb == 0 || a&(attrPast|attrThird) == 0 {
				continue
			}
			phrase := d.phraseBefore1(d.verbGroup(j, i+1), i+1)
			if phrase.from == i+1 && !phrase.empty() && (j+1 == r.to || d.at(j+1) == preposition || d.at(j+1) == timeWord) {
				return tokenRange{r.from, i}
			}
		}
		return r
	}
	return r
}

// trimAccused leaves who is accused out of what they are accused of.
func (d *document) trimAccused(c *candidate, r tokenRange) tokenRange {
	switch d.stem(c.token) {
	case uint64(hashWord("accuse")), uint64(hashWord("suspect")):
	default:
		return r
	}
	for i := r.from; i+1 < r.to; i++ {
		switch k := d.at(i); {
		case d.tokens[i].word == wordOf && (i == r.from || d.at(i+1) == verbGerund || !d.joins(i, r.from)):
			return tokenRange{i + 1, r.to}
		case k == name || k == noun || k == objectPronoun || k == determiner || k == possessive || k == title || k == genitive || k == preposition ||
			k == conjunction || k == number || k == reportNoun || k == adverb:
		default:
			return r
		}
	}
	return r
}

// trimSpoken cuts what follows a quotation that is whole: shouted “No!” as …
func (d *document) trimSpoken(r tokenRange) tokenRange {
	q := d.quotationAt(r.from)
	if last := d.at(q.outer - 1); q.from == r.from && q.closed && q.to < r.to && (last == finalMark || last == comma) {
		return q.tokenRange
	}
	return r
}

// maxOccasion is the longest phrase for an occasion, in tokens.
const maxOccasion = 12

// namesOccasion reports whether the noun phrase from i on is "a press
// conference", "an interview" or the like.
func (d *document) namesOccasion(i, end int32) bool {
	if c := d.at(i); c != determiner && c != possessive {
		return false
	}
	for j := i + 1; j < min(i+5, end); j++ {
		if d.attrs(j)&attrMedium != 0 && d.at(j) != name {
			return true
		}
		if c := d.at(j); c != noun && c != name && c != verbBase {
			return false
		}
	}
	return false
}

// trimAside cuts a last phrase between commas from the words before a cue: "The
// allegations, as such, were refuted".
func (d *document) trimAside(r tokenRange) tokenRange {
	for i := r.to - 2; i > r.from && i > r.to-5; i-- {
		if d.at(i) == comma && (d.at(i+1) == preposition || d.at(i+1) == adverb) {
			return tokenRange{r.from, i}
		}
	}
	return r
}

// reacts reports whether a cue tells what somebody reacted to rather than what
// they said: "responded to the data".
func (d *document) reacts(c *candidate) bool {
	if d.tokens[c.token].is(flagCapital) || d.at(c.token+1) != toWord {
		return false
	}
	switch d.stem(c.token) {
	case uint64(hashWord("respond")), uint64(hashWord("reply")), uint64(hashWord("react")):
		return true
	}
	return false
}

// onlyTitled reports whether content is a quotation and nothing else, whose
// marks are for a title or a nickname, or a few words that the cue does not
// stand next to.
func (d *document) onlyTitled(c *candidate, r tokenRange) bool {
	if d.at(r.from) != openMark {
		return false
	}
	q := d.quotationAt(r.from)
	if q.from != r.from || q.to != r.to {
		return false
	}
	far := r.from < c.token || r.from-c.token > maxScare
	return q.speech == notSpeech || far && q.outer-q.inner <= maxScare
}

// onlyAsked reports whether content is no more than who was asked.
func (d *document) onlyAsked(c *candidate, r tokenRange) bool {
	if d.stem(c.token) != uint64(hashWord("ask")) || c.passive || r.from != c.token+1 {
		return false
	}
	for i := r.from; i < r.to; i++ {
		switch d.at(i) {
		case toWord, subordinator, thatWord, openMark:
			return false
		case relative:
			if i == r.from {
				return false
			}
		}
		if w := d.tokens[i].word; w == wordWhat || w == wordHow || w == wordWhy || w == wordAbout {
			return false
		}
	}
	return true
}

// isMedium reports whether content is what was spoken in rather than what was
// said, and another cue follows: "… released a statement to reject …".
func (d *document) isMedium(r tokenRange) bool {
	i := r.from
	for i < r.to && i < r.from+4 && d.attrs(i)&attrMedium == 0 {
		if c := d.at(i); c != determiner && c != possessive && c != noun && c != name {
			return false
		}
		i++
	}
	if i+2 >= r.to || d.attrs(i)&attrMedium == 0 {
		return false
	}
	if d.at(i+1) == toWord {
		i++
	}
	return d.attrs(i+1)&attrCueVerb != 0
}

// endsEarly reports whether content from p cannot end at b: what is said has a
// verb, and a clause between commas is followed by the verb that it parted from
// its subject.
func (d *document) endsEarly(c *candidate, p, b int32) bool {
	if d.at(b) == comma && (d.at(b+1) == modal || d.at(b+1) == formOfBe || d.at(b+1) == formOfHave || d.at(b+1) == verbThird) &&
		d.sums[b].since(d.sums[p], sumComma) != 0 {
		return true
	}
	if d.stem(c.token) != uint64(hashWord("say")) || d.clause(p, b)&3 != 0 || d.restOf(b, c.sentence.to)&1 == 0 {
		return false
	}
	switch d.at(p) {
	case determiner, possessive, name, noun, subjectPronoun, title:
		return d.at(b) == comma && d.at(b+1) == relative
	}
	return false
}

// claimOf finds the words of somebody’s claim that a noun governs, where its
// agent is named: "charges made by Western authorities that Moscow …".
func (d *document) claimOf(c *candidate) (tokenRange, bool) {
	i, hi := c.token, c.sentence.to
	if d.attrs(i)&attrCueNoun == 0 || i+2 >= hi || d.tokens[i+1].word != wordBy && d.tokens[i+2].word != wordBy {
		return tokenRange{}, false
	}
	by := d.byPhrase(i+1, hi)
	if by.empty() || by.to+2 >= hi || d.at(by.to) != thatWord {
		return tokenRange{}, false
	}
	claim := tokenRange{by.to + 1, hi}
	for !claim.empty() && d.at(claim.to-1) == finalMark {
		claim.to--
	}
	if claim.empty() {
		return tokenRange{}, false // "charges made by X that …"
	}
	c.noun, c.passive, c.subject = true, false, tokenRange{}
	return claim, true
}

// claimAhead reports whether the content of a cue is such a claim of another.
func (d *document) claimAhead(c *candidate, r tokenRange) bool {
	if r.from < c.token {
		return false
	}
	for i := r.from; i < min(r.to, r.from+4); i++ {
		if _, ok := d.claimOf(&candidate{token: i, sentence: c.sentence}); ok {
			return true
		}
	}
	return false
}

// certain reports whether syntax alone makes a verb a cue: one of saying that
// governs a clause, or one of denying, admitting or alleging whose object, or
// subject in the passive, is a claim.
func (d *document) certain(c *candidate) bool {
	i := c.token
	a := d.attrs(i)
	if c.noun || a&attrCueVerb == 0 || d.at(i) == verbGerund || c.subject.empty() && d.at(c.group) != toWord {
		return false
	}
	class := classes[d.lex.entries[d.tokens[i].word].class]
	disputes := class == corpus.Denies || class == corpus.Alleges || class == corpus.Acknowledges
	if !disputes && a&attrSpeechVerb == 0 {
		return false
	}
	if c.passive {
		return disputes && d.attrs(d.headOf(c.subject))&attrCueNoun != 0
	}
	switch d.at(i + 1) {
	case thatWord:
		return d.clause(i+1, min(i+maxAnchor, c.sentence.to))&3 != 0
	case determiner, possessive:
		head := i + 2
		for head < c.sentence.to && head < i+5 && (d.at(head) == noun || d.at(head) == name) && d.attrs(head)&attrCueNoun == 0 {
			head++
		}
		return disputes && head < c.sentence.to && (d.attrs(head)&attrCueNoun != 0 || d.at(i+1) == possessive && d.at(head).isFinite())
	}
	return false
}

// headOf is the last word of a phrase before its first comma or preposition.
func (d *document) headOf(r tokenRange) int32 {
	i := r.from
	for i+1 < r.to && d.at(i+1) != comma && d.at(i+1) != preposition {
		i++
	}
	return i
}
