package extract

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
