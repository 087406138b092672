package report

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// Candidate is a word that may be a report's cue, with its surroundings.
type Candidate struct {
	Token    int32
	Sentence document.TokenRange
	group    int32               // the first token of its verb group
	subject  document.TokenRange // the noun phrase before the group
	passive  bool
	negated  bool
	noun     bool // a noun rather than a verb
	after    bool // the subject follows: "said Mr. X"
	enclosed bool // a comma or a closing mark is before the subject: "…, she said"
	Prior    int  // candidates before it in its sentence
	score    float32

	judged  bool // whether the rest is known
	isCue   bool
	content document.TokenRange
}

// IsCandidate reports whether token i may be a cue.
func IsCandidate(d *document.Document, i int32) bool {
	t := &d.Tokens[i]
	if t.Word == 0 || d.Lex.Entries[t.Word].Attrs&(lexicon.AttrCueVerb|lexicon.AttrCueNoun|lexicon.AttrLearnt) == 0 && t.Word != lexicon.WordAccording {
		return false
	}
	if t.Is(document.FlagPunct|document.FlagQuoted) || t.Is(document.FlagCapital) && !t.Is(document.FlagSentenceStart) && !followsOpening(d, i) {
		return false
	}
	if isModifier(d, i) {
		return false
	}
	return t.Word == lexicon.WordAccording || d.Attrs(i)&lexicon.AttrAct == 0
}

// followsOpening reports whether token i is capitalised because of its place.
func followsOpening(d *document.Document, i int32) bool {
	c := d.At(i - 1)
	return c == lexicon.Colon || c == lexicon.Dash || c == lexicon.Bracket || c == lexicon.OpenMark
}

// Describe looks at the surroundings of candidate i of the sentence s.
func Describe(d *document.Document, i int32, s document.TokenRange) Candidate {
	c := Candidate{Token: i, Sentence: s, group: i}
	a := d.Attrs(i)
	c.noun = a&lexicon.AttrVerb == 0 && !d.At(i).IsVerb()
	if !c.noun {
		switch d.At(i - 1) { // "the claim", "his demands"
		case lexicon.Determiner, lexicon.Possessive, lexicon.Genitive:
			c.noun = a&lexicon.AttrCueNoun != 0 && a&lexicon.AttrGerund == 0
		}
	}
	if c.noun || d.Tokens[i].Word == lexicon.WordAccording {
		return c
	}
	c.group = document.VerbGroup(d, i, s.From)
	c.passive = document.IsPassive(d, i, c.group)
	c.negated = document.Negated(d, c.group, i)
	c.subject = document.PhraseBefore(d, c.group, s.From)
	front := c.group
	if !c.subject.Empty() {
		front = c.subject.From
	}
	if front > s.From {
		b := d.At(front - 1)
		c.enclosed = b == lexicon.Comma || b == lexicon.CloseMark || b == lexicon.Dash
	}
	c.after = c.subject.Empty() && (c.enclosed || c.group == s.From || d.At(c.group-1) == lexicon.CloseMark) && d.At(i) != lexicon.VerbGerund
	return c
}

// CueFeatures describes a candidate.
func CueFeatures(d *document.Document, f *model.Features, c *Candidate) {
	f.Reset()
	i := c.Token
	lo, hi := c.Sentence.From, c.Sentence.To
	word, stem := d.Key(i), d.Stem(i)
	if d.Tokens[i].Is(document.FlagSentenceStart) || d.At(i) == lexicon.Name {
		word = uint64(d.Tokens[i].Hash)
	}
	own, next, prev := uint64(d.At(i)), uint64(d.At(i+1)), uint64(d.At(i-1))
	if i+1 >= hi {
		next = 0
	}
	if i == lo {
		prev = 0
	}
	f.Add(model.CueBias, 0)
	f.Add(model.CueWord, word)
	f.Add(model.CueStem, stem)
	f.Add(model.CueClass, own)
	f.Pair(model.CueStemNext, stem, next)
	f.Pair(model.CueStemPrevious, stem, prev)
	f.Add(model.CueNextWord, d.Key(i+1))
	f.Add(model.CuePreviousWord, d.Key(i-1))
	f.Add(model.CueNextWord2, d.Key(i+2))
	f.Add(model.CuePreviousWord2, d.Key(i-2))
	f.Add(model.CueNeighbours, own<<12|prev<<6|next)
	voice := model.Flag(c.passive) | model.Flag(c.negated)<<1 | model.Flag(c.noun)<<2 | model.Flag(c.after)<<3 | model.Flag(c.enclosed)<<4
	f.Add(model.CueVoice, voice)
	f.Pair(model.CueStemVoice, stem, voice)
	head, first := lexicon.NoWord, lexicon.NoWord
	if !c.subject.Empty() {
		head, first = d.At(c.subject.To-1), d.At(c.subject.From)
		f.Add(model.CueSubjectHead, d.Key(c.subject.To-1))
		f.Add(model.CueBeforeSubject, d.Key(c.subject.From-1))
	}
	f.Add(model.CueSubjectClasses, uint64(head)<<6|uint64(first))
	ahead := lookAhead(d, i, hi)
	f.Add(model.CueAhead, ahead)
	f.Pair(model.CueStemAhead, stem, ahead)
	f.Add(model.CuePlace, model.Bucket(i-lo)<<4|model.Bucket(hi-i))
	f.Add(model.CuePrior, uint64(min(c.Prior, 4)))
	f.Pair(model.CueStemRest, stem, model.Bucket(hi-i))
	f.Add(model.CueVoiceNextHead, voice<<12|next<<6|uint64(head))
	f.Add(model.CueClassNeighbours, uint64(d.Lex.Entries[d.Tokens[i].Word].Class)<<20|own<<12|next<<6|prev)
	e := d.Lex.Entries[d.Tokens[i].Word]
	kind := uint64(e.Class)<<5 | model.Flag(e.Attrs&lexicon.AttrCueVerb != 0)<<4 | model.Flag(e.Attrs&lexicon.AttrCueNoun != 0)<<3 | model.Flag(e.Attrs&lexicon.AttrLearnt != 0)<<2 |
		model.Flag(e.Attrs&lexicon.AttrSpeechVerb != 0)<<1 | model.Flag(e.Attrs&lexicon.AttrAddressee != 0)
	f.Add(model.CueKind, kind)
	f.Add(model.CueKindVoiceNext, kind<<12|voice<<6|next)
	f.Add(model.CueKindHead, kind<<6|uint64(head))
	f.Add(model.CueKindAhead, kind<<6|ahead)
	if !c.subject.Empty() {
		f.Add(model.CueKindSubject, kind<<1|model.Flag(d.Attrs(c.subject.To-1)&(lexicon.AttrCueNoun|lexicon.AttrMedium) != 0))
	}
	f.Add(model.CueQuotes, quotesNear(d, i, lo, hi))
	f.Pair(model.CueStemQuotes, stem, quotesNear(d, i, lo, hi))
}

// lookAhead describes the next tokens: a "that", a "to", a mark, a verb.
func lookAhead(d *document.Document, i, hi int32) uint64 {
	v := uint64(0)
	for j := i + 1; j < min(i+9, hi); j++ {
		switch c := d.At(j); {
		case c == lexicon.ThatWord:
			v |= 1
		case c == lexicon.ToWord:
			v |= 2
		case c == lexicon.OpenMark:
			v |= 4
		case c.IsFinite():
			v |= 8
		case c == lexicon.VerbGerund:
			v |= 16
		case c == lexicon.Comma:
			return v | 32
		}
	}
	return v
}

// quotesNear says on which sides of token i the sentence has quotation marks.
func quotesNear(d *document.Document, i, lo, hi int32) uint64 {
	here := d.Sums[i]
	before := here.Since(d.Sums[max(lo, i-maxTag)], document.SumOpen) != 0
	after := d.Sums[min(i+maxTag, hi)].Since(here, document.SumOpen) != 0
	return model.Flag(before) | model.Flag(after)<<1
}
