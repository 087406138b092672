package extract

// candidate is a word that may be a report's cue, with what stands around it.
type candidate struct {
	token    int32
	sentence tokenRange
	group    int32      // where its verb group begins
	subject  tokenRange // the noun phrase before the group
	passive  bool
	negated  bool
	noun     bool // a noun rather than a verb
	after    bool // the subject follows: "said Mr. X"
	enclosed bool // a comma or a closing mark stands before the subject: "…, she said"
	prior    int  // candidates before it in its sentence
	score    float32

	judged  bool // whether the rest is known
	isCue   bool
	content tokenRange
}

// isCandidate reports whether token i may be a cue.
func (d *document) isCandidate(i int32) bool {
	t := &d.tokens[i]
	if t.word == 0 || d.lex.entries[t.word].attrs&(attrCueVerb|attrCueNoun|attrLearnt) == 0 && t.word != wordAccording {
		return false
	}
	if t.is(flagPunct|flagQuoted) || t.is(flagCapital) && !t.is(flagSentenceStart) && !d.followsOpening(i) {
		return false
	}
	if d.isModifier(i) {
		return false
	}
	return t.word == wordAccording || d.attrs(i)&attrAct == 0
}

// followsOpening reports whether token i is capitalised because of its place.
func (d *document) followsOpening(i int32) bool {
	c := d.at(i - 1)
	return c == colon || c == dash || c == bracket || c == openMark
}

// describe looks around candidate i of the sentence s.
func (d *document) describe(i int32, s tokenRange) candidate {
	c := candidate{token: i, sentence: s, group: i}
	a := d.attrs(i)
	c.noun = a&attrVerb == 0 && !d.at(i).isVerb()
	if !c.noun {
		switch d.at(i - 1) { // "the claim", "his demands"
		case determiner, possessive, genitive:
			c.noun = a&attrCueNoun != 0 && a&attrGerund == 0
		}
	}
	if c.noun || d.tokens[i].word == wordAccording {
		return c
	}
	c.group = d.verbGroup(i, s.from)
	c.passive = d.isPassive(i, c.group)
	c.negated = d.negated(c.group, i)
	c.subject = d.phraseBefore(c.group, s.from)
	front := c.group
	if !c.subject.empty() {
		front = c.subject.from
	}
	if front > s.from {
		b := d.at(front - 1)
		c.enclosed = b == comma || b == closeMark || b == dash
	}
	c.after = c.subject.empty() && (c.enclosed || c.group == s.from || d.at(c.group-1) == closeMark) && d.at(i) != verbGerund
	return c
}

// cueFeatures describes a candidate.
func (d *document) cueFeatures(f *features, c *candidate) {
	f.reset()
	i := c.token
	lo, hi := c.sentence.from, c.sentence.to
	word, stem := d.key(i), d.stem(i)
	if d.tokens[i].is(flagSentenceStart) || d.at(i) == name {
		word = uint64(d.tokens[i].hash)
	}
	own, next, prev := uint64(d.at(i)), uint64(d.at(i+1)), uint64(d.at(i-1))
	if i+1 >= hi {
		next = 0
	}
	if i == lo {
		prev = 0
	}
	f.add(1, 0)
	f.add(2, word)
	f.add(3, stem)
	f.add(4, own)
	f.pair(5, stem, next)
	f.pair(6, stem, prev)
	f.add(9, d.key(i+1))
	f.add(10, d.key(i-1))
	f.add(11, d.key(i+2))
	f.add(12, d.key(i-2))
	f.add(13, own<<12|prev<<6|next)
	voice := flag(c.passive) | flag(c.negated)<<1 | flag(c.noun)<<2 | flag(c.after)<<3 | flag(c.enclosed)<<4
	f.add(18, voice)
	f.pair(19, stem, voice)
	head, first := noWord, noWord
	if !c.subject.empty() {
		head, first = d.at(c.subject.to-1), d.at(c.subject.from)
		f.add(20, d.key(c.subject.to-1))
		f.add(39, d.key(c.subject.from-1))
	}
	f.add(22, uint64(head)<<6|uint64(first))
	ahead := d.lookAhead(i, hi)
	f.add(24, ahead)
	f.pair(25, stem, ahead)
	f.add(26, bucket(i-lo)<<4|bucket(hi-i))
	f.add(27, uint64(min(c.prior, 4)))
	f.pair(28, stem, bucket(hi-i))
	f.add(29, voice<<12|next<<6|uint64(head))
	f.add(35, uint64(d.lex.entries[d.tokens[i].word].class)<<20|own<<12|next<<6|prev)
	e := d.lex.entries[d.tokens[i].word]
	kind := uint64(e.class)<<5 | flag(e.attrs&attrCueVerb != 0)<<4 | flag(e.attrs&attrCueNoun != 0)<<3 | flag(e.attrs&attrLearnt != 0)<<2 |
		flag(e.attrs&attrSpeechVerb != 0)<<1 | flag(e.attrs&attrAddressee != 0)
	f.add(40, kind)
	f.add(41, kind<<12|voice<<6|next)
	f.add(42, kind<<6|uint64(head))
	f.add(43, kind<<6|ahead)
	if !c.subject.empty() {
		f.add(44, kind<<1|flag(d.attrs(c.subject.to-1)&(attrCueNoun|attrMedium) != 0))
	}
	f.add(37, d.quotesNear(i, lo, hi))
	f.pair(38, stem, d.quotesNear(i, lo, hi))
}

// lookAhead is what the next tokens hold: a "that", a "to", a mark, a verb.
func (d *document) lookAhead(i, hi int32) uint64 {
	v := uint64(0)
	for j := i + 1; j < min(i+9, hi); j++ {
		switch c := d.at(j); {
		case c == thatWord:
			v |= 1
		case c == toWord:
			v |= 2
		case c == openMark:
			v |= 4
		case c.isFinite():
			v |= 8
		case c == verbGerund:
			v |= 16
		case c == comma:
			return v | 32
		}
	}
	return v
}

// quotesNear tells where the sentence has quotation marks relative to token i.
func (d *document) quotesNear(i, lo, hi int32) uint64 {
	here := d.sums[i]
	before := here.since(d.sums[max(lo, i-maxTag)], sumOpen) != 0
	after := d.sums[min(i+maxTag, hi)].since(here, sumOpen) != 0
	return flag(before) | flag(after)<<1
}
