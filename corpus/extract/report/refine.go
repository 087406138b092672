package report

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// trim cuts from content the words about the speaking itself and other words that
// do not belong to it.
func trim(d *document.Document, c *Candidate, r document.TokenRange) document.TokenRange {
	if r.From > c.Token {
		if d.At(r.From) == lexicon.OpenMark {
			r = trimSpoken(d, r)
		}
		return trimOccasion(d, trimSource(d, trimAct(d, c, trimAccused(d, c, r))))
	}
	if c.passive && c.subject.From < r.From && r.To <= c.subject.To {
		r.From = c.subject.From
	}
	return trimAside(d, r)
}

// trimOccasion cuts a last phrase that names the occasion of speaking: "… after a
// press conference today".
func trimOccasion(d *document.Document, r document.TokenRange) document.TokenRange {
	for i := r.To - 1; i > r.From+2 && i > r.To-maxOccasion; i-- {
		switch c := d.At(i); {
		case d.Tokens[i].Is(document.FlagQuoted) || c == lexicon.OpenMark || c.IsFinite() || c == lexicon.ThatWord || c == lexicon.SubjectPronoun:
			return r
		case c != lexicon.Preposition && c != lexicon.Subordinator || d.At(i-1) == lexicon.Comma:
			continue
		}
		switch d.Word(i) {
		case "after", "during", "in", "at", "before", "following":
			if namesOccasion(d, i+1, r.To) && clause(d, r.From, i)&3 != 0 {
				return document.Range(r.From, i)
			}
		}
	}
	return r
}

// trimAct cuts a further act of the speaker that goes on with the cue's own
// auxiliary: "X has claimed that …, and has banned …".
func trimAct(d *document.Document, c *Candidate, r document.TokenRange) document.TokenRange {
	aux := d.Tokens[c.group].Word
	if c.group == c.Token || !d.At(c.group).IsFinite() {
		return r
	}
	for i := r.From + 1; i+2 < r.To; i++ {
		switch {
		case d.Tokens[i].Word == aux:
			return r
		case d.At(i) == lexicon.Conjunction && d.Tokens[i+1].Word == aux && clause(d, r.From, i)&3 != 0:
			return document.Range(r.From, withoutComma(d, i, r.From+1))
		}
	}
	return r
}

// trimSource cuts a second source from the end of a sentence: "…, the paper
// reports".
func trimSource(d *document.Document, r document.TokenRange) document.TokenRange {
	for i := r.To - 1; i > r.From+1 && i > r.To-maxOccasion; i-- {
		if d.At(i) != lexicon.Comma {
			continue
		}
		for j := i + 2; j < r.To; j++ {
			a := d.Attrs(j)
			if a&lexicon.AttrSpeechVerb == 0 || a&(lexicon.AttrPast|lexicon.AttrThird) == 0 {
				continue
			}
			phrase := document.BarePhraseBefore(d, document.VerbGroup(d, j, i+1), i+1)
			if phrase.From == i+1 && !phrase.Empty() && (j+1 == r.To || d.At(j+1) == lexicon.Preposition || d.At(j+1) == lexicon.TimeWord) {
				return document.Range(r.From, i)
			}
		}
		return r
	}
	return r
}

// trimAccused leaves the name of the accused out of the accusation.
func trimAccused(d *document.Document, c *Candidate, r document.TokenRange) document.TokenRange {
	switch d.Stem(c.Token) {
	case uint64(lexicon.HashWord("accuse")), uint64(lexicon.HashWord("suspect")):
	default:
		return r
	}
	for i := r.From; i+1 < r.To; i++ {
		switch k := d.At(i); {
		case d.Tokens[i].Word == lexicon.WordOf && (i == r.From || d.At(i+1) == lexicon.VerbGerund || !document.Joins(d, i, r.From)):
			return document.Range(i+1, r.To)
		case k == lexicon.Name || k == lexicon.Noun || k == lexicon.ObjectPronoun || k == lexicon.Determiner || k == lexicon.Possessive || k == lexicon.Title || k == lexicon.Genitive || k == lexicon.Preposition ||
			k == lexicon.Conjunction || k == lexicon.Number || k == lexicon.ReportNoun || k == lexicon.Adverb:
		default:
			return r
		}
	}
	return r
}

// trimSpoken cuts the words after a quotation that is whole: shouted “No!” as …
func trimSpoken(d *document.Document, r document.TokenRange) document.TokenRange {
	q := d.QuotationAt(r.From)
	if last := d.At(q.Outer - 1); q.From == r.From && q.Closed && q.To < r.To && (last == lexicon.FinalMark || last == lexicon.Comma) {
		return q.TokenRange
	}
	return r
}

// maxOccasion is the longest phrase for an occasion, in tokens.
const maxOccasion = 12

// namesOccasion reports whether the noun phrase from i on is "a press
// conference", "an interview" or the like.
func namesOccasion(d *document.Document, i, end int32) bool {
	if c := d.At(i); c != lexicon.Determiner && c != lexicon.Possessive {
		return false
	}
	for j := i + 1; j < min(i+5, end); j++ {
		if d.Attrs(j)&lexicon.AttrMedium != 0 && d.At(j) != lexicon.Name {
			return true
		}
		if c := d.At(j); c != lexicon.Noun && c != lexicon.Name && c != lexicon.VerbBase {
			return false
		}
	}
	return false
}

// trimAside cuts a last phrase between commas from the words before a cue: "The
// allegations, as such, were refuted".
func trimAside(d *document.Document, r document.TokenRange) document.TokenRange {
	for i := r.To - 2; i > r.From && i > r.To-5; i-- {
		if d.At(i) == lexicon.Comma && (d.At(i+1) == lexicon.Preposition || d.At(i+1) == lexicon.Adverb) {
			return document.Range(r.From, i)
		}
	}
	return r
}

// reacts reports whether a cue names the subject of a reaction rather than reported
// words: "responded to the data".
func reacts(d *document.Document, c *Candidate) bool {
	if d.Tokens[c.Token].Is(document.FlagCapital) || d.At(c.Token+1) != lexicon.ToWord {
		return false
	}
	switch d.Stem(c.Token) {
	case uint64(lexicon.HashWord("respond")), uint64(lexicon.HashWord("reply")), uint64(lexicon.HashWord("react")):
		return true
	}
	return false
}

// onlyTitled reports whether content is only a quotation whose marks are for a
// title or a nickname, or only a few quoted words that are not next to the cue.
func onlyTitled(d *document.Document, c *Candidate, r document.TokenRange) bool {
	if d.At(r.From) != lexicon.OpenMark {
		return false
	}
	q := d.QuotationAt(r.From)
	if q.From != r.From || q.To != r.To {
		return false
	}
	far := r.From < c.Token || r.From-c.Token > maxScare
	return q.Speech == document.NotSpeech || far && q.Outer-q.Inner <= maxScare
}

// onlyAsked reports whether content only says who was asked.
func onlyAsked(d *document.Document, c *Candidate, r document.TokenRange) bool {
	if d.Stem(c.Token) != uint64(lexicon.HashWord("ask")) || c.passive || r.From != c.Token+1 {
		return false
	}
	for i := r.From; i < r.To; i++ {
		switch d.At(i) {
		case lexicon.ToWord, lexicon.Subordinator, lexicon.ThatWord, lexicon.OpenMark:
			return false
		case lexicon.Relative:
			if i == r.From {
				return false
			}
		}
		if w := d.Tokens[i].Word; w == lexicon.WordWhat || w == lexicon.WordHow || w == lexicon.WordWhy || w == lexicon.WordAbout {
			return false
		}
	}
	return true
}

// isMedium reports whether content names a medium rather than reported words, and
// another cue follows: "… released a statement to reject …".
func isMedium(d *document.Document, r document.TokenRange) bool {
	i := r.From
	for i < r.To && i < r.From+4 && d.Attrs(i)&lexicon.AttrMedium == 0 {
		if c := d.At(i); c != lexicon.Determiner && c != lexicon.Possessive && c != lexicon.Noun && c != lexicon.Name {
			return false
		}
		i++
	}
	if i+2 >= r.To || d.Attrs(i)&lexicon.AttrMedium == 0 {
		return false
	}
	if d.At(i+1) == lexicon.ToWord {
		i++
	}
	return d.Attrs(i+1)&lexicon.AttrCueVerb != 0
}

// endsEarly reports whether content from p cannot end at b. It cannot if it has no
// verb yet, or if it ends with a clause between commas that separates a subject
// from its verb.
func endsEarly(d *document.Document, c *Candidate, p, b int32) bool {
	if d.At(b) == lexicon.Comma && (d.At(b+1) == lexicon.Modal || d.At(b+1) == lexicon.FormOfBe || d.At(b+1) == lexicon.FormOfHave || d.At(b+1) == lexicon.VerbThird) &&
		d.Sums[b].Since(d.Sums[p], document.SumComma) != 0 {
		return true
	}
	if d.Stem(c.Token) != uint64(lexicon.HashWord("say")) || clause(d, p, b)&3 != 0 || restOf(d, b, c.Sentence.To)&1 == 0 {
		return false
	}
	switch d.At(p) {
	case lexicon.Determiner, lexicon.Possessive, lexicon.Name, lexicon.Noun, lexicon.SubjectPronoun, lexicon.Title:
		return d.At(b) == lexicon.Comma && d.At(b+1) == lexicon.Relative
	}
	return false
}

// claimOf finds the words of a claim that a noun governs, if the noun's agent is
// named: "charges made by Western authorities that Moscow …".
func claimOf(d *document.Document, c *Candidate) (document.TokenRange, bool) {
	i, hi := c.Token, c.Sentence.To
	if d.Attrs(i)&lexicon.AttrCueNoun == 0 || i+2 >= hi || d.Tokens[i+1].Word != lexicon.WordBy && d.Tokens[i+2].Word != lexicon.WordBy {
		return document.TokenRange{}, false
	}
	by := byPhrase(d, i+1, hi)
	if by.Empty() || by.To+2 >= hi || d.At(by.To) != lexicon.ThatWord {
		return document.TokenRange{}, false
	}
	claim := document.Range(by.To+1, hi)
	for !claim.Empty() && d.At(claim.To-1) == lexicon.FinalMark {
		claim.To--
	}
	if claim.Empty() {
		return document.TokenRange{}, false // "charges made by X that …"
	}
	c.noun, c.passive, c.subject = true, false, document.TokenRange{}
	return claim, true
}

// claimAhead reports whether the content of a cue is such a claim of another.
func claimAhead(d *document.Document, c *Candidate, r document.TokenRange) bool {
	if r.From < c.Token {
		return false
	}
	for i := r.From; i < min(r.To, r.From+4); i++ {
		if _, ok := claimOf(d, &Candidate{Token: i, Sentence: c.Sentence}); ok {
			return true
		}
	}
	return false
}

// certain reports whether a verb is a cue by syntax only: a verb of saying that
// governs a clause, or a verb of denying, admitting or alleging if its object, or
// its subject in the passive, is a claim.
func certain(d *document.Document, c *Candidate) bool {
	i := c.Token
	a := d.Attrs(i)
	if c.noun || a&lexicon.AttrCueVerb == 0 || d.At(i) == lexicon.VerbGerund || c.subject.Empty() && d.At(c.group) != lexicon.ToWord {
		return false
	}
	class := lexicon.Classes[d.Lex.Entries[d.Tokens[i].Word].Class]
	disputes := class == corpus.Denies || class == corpus.Alleges || class == corpus.Acknowledges
	if !disputes && a&lexicon.AttrSpeechVerb == 0 {
		return false
	}
	if c.passive {
		return disputes && d.Attrs(headOf(d, c.subject))&lexicon.AttrCueNoun != 0
	}
	switch d.At(i + 1) {
	case lexicon.ThatWord:
		return clause(d, i+1, min(i+maxAnchor, c.Sentence.To))&3 != 0
	case lexicon.Determiner, lexicon.Possessive:
		head := i + 2
		for head < c.Sentence.To && head < i+5 && (d.At(head) == lexicon.Noun || d.At(head) == lexicon.Name) && d.Attrs(head)&lexicon.AttrCueNoun == 0 {
			head++
		}
		return disputes && head < c.Sentence.To && (d.Attrs(head)&lexicon.AttrCueNoun != 0 || d.At(i+1) == lexicon.Possessive && d.At(head).IsFinite())
	}
	return false
}

// headOf is the last word of a phrase before its first comma or preposition.
func headOf(d *document.Document, r document.TokenRange) int32 {
	i := r.From
	for i+1 < r.To && d.At(i+1) != lexicon.Comma && d.At(i+1) != lexicon.Preposition {
		i++
	}
	return i
}

// byPhrase is the phrase after the first "by" from i on, within the clause.
func byPhrase(d *document.Document, i, hi int32) document.TokenRange {
	for j := i; j < min(hi, i+maxAnchor); j++ {
		if d.Tokens[j].Word == lexicon.WordBy {
			return document.PhraseAfter(d, j+1, hi)
		}
		if c := d.At(j); c == lexicon.Comma || c == lexicon.ThatWord || c.IsFinite() && j > i {
			break
		}
	}
	return document.TokenRange{}
}
