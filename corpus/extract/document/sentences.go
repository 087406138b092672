package document

import (
	"context"

	"verbatim/corpus/extract/lexicon"
)

// splitSentences cuts every paragraph except headings into sentences.
func splitSentences(ctx context.Context, d *Document) error {
	d.Sentences = make([]Sentence, 0, len(d.Tokens)/20+1)
	for pi, p := range d.Paragraphs {
		if p.heading {
			continue
		}
		from := p.From
		for i := p.From; i < p.To; i++ {
			if err := Ended(ctx, int(i)); err != nil {
				return err
			}
			t := d.Tokens[i]
			if !t.Is(FlagPunct|flagStop) || !mayEnd(d, i, p) {
				continue
			}
			end := pastClosers(d, i+1, p.To)
			if end < p.To && !endsAt(d, i, end, p) {
				continue
			}
			addSentence(d, from, end, pi)
			from, i = end, end-1
		}
		if from < p.To {
			addSentence(d, from, p.To, pi)
		}
	}
	return nil
}

func addSentence(d *Document, from, to int32, paragraph int) {
	d.Tokens[from].Flags |= FlagSentenceStart
	d.Sentences = append(d.Sentences, Sentence{TokenRange: TokenRange{from, to}, Paragraph: int32(paragraph), Statement: -1})
}

// mayEnd reports whether token i is a mark that can end a sentence.
func mayEnd(d *Document, i int32, p Paragraph) bool {
	t := d.Tokens[i]
	switch t.Word {
	case lexicon.WordStop, lexicon.WordQuestion, lexicon.WordExclamation, lexicon.WordEllipsis:
		return i > p.From
	}
	return t.Is(flagStop)
}

// pastClosers is the first token from i on that is neither final punctuation nor a
// closing mark or bracket.
func pastClosers(d *Document, i, end int32) int32 {
	for ; i < end; i++ {
		t := d.Tokens[i]
		if !t.Is(FlagPunct) || t.Is(FlagSpace) && !lateCloser(d, i, end) {
			return i
		}
		switch t.Word {
		case lexicon.WordStop, lexicon.WordQuestion, lexicon.WordExclamation, lexicon.WordEllipsis, lexicon.WordCloseRound, lexicon.WordCloseSquare:
			continue
		}
		if !isMarkCharacter(d, i) {
			return i
		}
	}
	return i
}

// lateCloser reports whether white space separates a mark from the words that it
// closes, and white space or the text's end follows it.
func lateCloser(d *Document, i, end int32) bool {
	return d.Tokens[i].Is(FlagMark) && (i+1 >= end || d.Tokens[i+1].Is(FlagSpace)) && closesOne(d, i)
}

// closesOne reports whether token i is the closing mark of a listed quotation.
func closesOne(d *Document, i int32) bool {
	q := d.QuotationAt(i)
	return q.Closed && q.Outer == i
}

// isMarkCharacter reports whether token i is a character used as a quotation
// mark, paired or not.
func isMarkCharacter(d *Document, i int32) bool {
	t := d.Tokens[i]
	switch d.Text[t.Start:t.End] {
	case `"`, "'", "''", "”", "’", "“", "‘", "»", "«", "›", "‹":
		return true
	}
	return false
}

// endsAt reports whether a sentence ends between its final mark i and the token
// next, which is in the same paragraph.
func endsAt(d *Document, i, next int32, p Paragraph) bool {
	after := d.Tokens[next]
	last := d.Tokens[i]
	closed := next > i+1
	if !after.Is(FlagSpace) && !gluedEnd(d, i, next, p) {
		return false
	}
	if !after.Is(FlagPunct) && !after.Is(FlagCapital) {
		return after.Is(FlagDigit) && !last.Is(flagStop) && last.Word != lexicon.WordEllipsis
	}
	if after.Is(FlagPunct) && !opensSentence(d, next, p) {
		return false
	}
	if last.Is(flagStop) && !closed {
		return abbreviationEnds(d, i, next, p)
	}
	switch {
	case last.Word == lexicon.WordEllipsis && !closed:
		return after.Word != lexicon.WordI
	case closed && last.Word != lexicon.WordStop && isTag(d, next, p):
		return false
	}
	return true
}

// gluedEnd reports whether a space is missing between two sentences.
func gluedEnd(d *Document, i, next int32, p Paragraph) bool {
	if i == p.From {
		return false
	}
	before := d.Tokens[i-1]
	return d.Tokens[next].Is(FlagCapital) && !d.Tokens[next].Is(FlagAllCaps) &&
		(before.End-before.Start > 2 && !before.Is(FlagAllCaps) || before.Is(FlagPunct))
}

// opensSentence reports whether a punctuation mark can be the first token of a
// sentence.
func opensSentence(d *Document, i int32, p Paragraph) bool {
	switch d.Tokens[i].Word {
	case lexicon.WordComma, lexicon.WordStop, lexicon.WordColon, lexicon.WordSemicolon, lexicon.WordQuestion, lexicon.WordExclamation, lexicon.WordCloseRound, lexicon.WordCloseSquare:
		return false
	case lexicon.WordDash, lexicon.WordEnDash, lexicon.WordDoubleHyphen, lexicon.WordHyphen:
		return i+1 < p.To && d.Tokens[i+1].Is(FlagCapital)
	case lexicon.WordOpenRound, lexicon.WordOpenSquare, lexicon.WordEllipsis:
		return i+1 < p.To && (d.Tokens[i+1].Is(FlagCapital) || d.Tokens[i+1].Is(FlagPunct))
	}
	// The word after an opening mark begins a sentence, unless it is in lower case.
	j := i
	for j < p.To && d.Tokens[j].Is(FlagPunct) {
		j++
	}
	return j >= p.To || d.Tokens[j].Is(FlagCapital|FlagDigit) || j == i+1 && d.Tokens[i].Is(FlagMark) && d.Tokens[i-1].Is(FlagMark)
}

// abbreviationEnds reports whether an abbreviation's full stop ends the sentence
// too.
func abbreviationEnds(d *Document, i, next int32, p Paragraph) bool {
	a := d.Attrs(i)
	if a&lexicon.AttrTitle != 0 || a&lexicon.AttrMonth != 0 && d.Tokens[next].Is(FlagDigit) {
		return false
	}
	after := d.Attrs(next)
	starts := after&(lexicon.AttrDeterminer|lexicon.AttrPreposition|lexicon.AttrSubject|lexicon.AttrSubordinator|lexicon.AttrConjunction|lexicon.AttrPossessive|lexicon.AttrAuxiliary|lexicon.AttrModal) != 0 ||
		d.Tokens[next].Is(FlagPunct)
	t := d.Tokens[i]
	if t.End-t.Start == 2 && t.Is(FlagCapital) { // an initial
		named := i > p.From && d.Tokens[i-1].Is(FlagCapital) && !d.Tokens[i-1].Is(FlagSentenceStart)
		return starts && !named && d.Tokens[next].Word != lexicon.WordI
	}
	return starts
}

// isTag reports whether the words from i on name the speaker of the quotation that
// ends before them: “Why?” Ann Lee asked.
func isTag(d *Document, i int32, p Paragraph) bool {
	limit := min(i+8, p.To)
	if d.Tokens[i].Is(FlagPunct) || d.Attrs(i)&(lexicon.AttrSubject|lexicon.AttrDeterminer|lexicon.AttrPossessive) != 0 && d.Tokens[i].Is(FlagCapital) && d.Attrs(i)&lexicon.AttrTitle == 0 {
		return false
	}
	for j := i; j < limit; j++ {
		t := d.Tokens[j]
		a := d.Attrs(j)
		if a&lexicon.AttrSpeechVerb != 0 && a&(lexicon.AttrPast|lexicon.AttrThird) != 0 && !t.Is(FlagCapital) {
			return j > i && tagEnds(d, j+1, p)
		}
		if !t.Is(FlagCapital) && a&lexicon.AttrTitle == 0 {
			return false
		}
	}
	return false
}

// tagEnds reports whether no clause of its own follows a verb of speaking: the
// verb's object is the quotation before it.
func tagEnds(d *Document, i int32, p Paragraph) bool {
	if i >= p.To || d.Tokens[i].Is(FlagPunct) {
		return true
	}
	a := d.Attrs(i)
	return a&(lexicon.AttrPreposition|lexicon.AttrAdverb|lexicon.AttrTime|lexicon.AttrWeekday) != 0 && d.Tokens[i].Word != lexicon.WordThat || a&lexicon.AttrPlace != 0
}
