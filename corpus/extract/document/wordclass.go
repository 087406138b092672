package document

import "verbatim/corpus/extract/lexicon"

// classify is the word class of a word for which the lexicon gives the class known.
// It looks at the word's form when that is not enough.
func classify(d *Document, t *Token, known lexicon.WordClass) lexicon.WordClass {
	switch {
	case t.Is(FlagDigit):
		return lexicon.Number
	case t.Is(FlagCapital) && (known == lexicon.NoWord || known >= lexicon.VerbBase && known <= lexicon.VerbGerund || known == lexicon.ReportNoun):
		return lexicon.Name
	case known != lexicon.NoWord:
		return known
	}
	s := d.Text[t.Start:t.End]
	if len(s) < 5 {
		return lexicon.Noun
	}
	switch tail := s[len(s)-3:]; {
	case tail[1:] == "ed":
		return lexicon.VerbPast
	case tail == "ing" && len(s) > 5:
		return lexicon.VerbGerund
	case tail[1:] == "ly":
		return lexicon.Adverb
	}
	return lexicon.Noun
}

// classifyMarks gives paired quotation marks their classes and fills in Sums.
func classifyMarks(d *Document) {
	for _, i := range d.marks {
		if d.Tokens[i].Is(FlagMark) {
			d.Classes[i] = lexicon.OpenMark
		}
	}
	for _, q := range d.Quotations {
		if q.Closed {
			d.Classes[q.Outer] = lexicon.CloseMark
		}
	}
	d.Sums = make([]Sums, len(d.Tokens)+1)
	var n Sums
	for i, c := range d.Classes {
		d.Sums[i] = n
		n += sumOf[c]
		if c.IsVerb() && d.Attrs(int32(i))&lexicon.AttrSpeechVerb != 0 {
			n += SumCue
		}
	}
	d.Sums[len(d.Tokens)] = n
}
