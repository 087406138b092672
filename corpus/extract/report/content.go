package report

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// Bounds on the search for content, in tokens.
const (
	maxGap     = 10  // how far behind its cue content may begin
	maxAnchor  = 16  // how far behind a noun its agent may be
	maxContent = 120 // the reach of a search for an edge of content; content is at most twice as long
	maxEdges   = 40  // places that are compared
)

// Anchor is a place behind the cue, for the beginning of content, or before it, for
// its end.
type Anchor struct {
	At     int32
	Before bool // content precedes the cue
	Group  bool // it ends at the verb group rather than at the subject
}

// Anchors lists the places for the content of a cue.
func Anchors(d *document.Document, list []Anchor, c *Candidate) []Anchor {
	i, lo, hi := c.Token, c.Sentence.From, c.Sentence.To
	list = list[:0]
	for p := i + 1; p < min(i+maxGap, hi); p++ {
		if SpeaksAt(d, p) {
			break
		}
		if canBegin(d, p) {
			list = append(list, Anchor{At: p})
		}
	}
	front := c.group
	if !c.noun && contentEnds(d, front, lo) {
		list = append(list, Anchor{At: withoutComma(d, front, lo), Before: true, Group: true})
	}
	if !c.subject.Empty() && contentEnds(d, c.subject.From, lo) {
		list = append(list, Anchor{At: withoutComma(d, c.subject.From, lo), Before: true})
	}
	return list
}

func contentEnds(d *document.Document, at, lo int32) bool {
	return withoutComma(d, at, lo) > lo
}

func withoutComma(d *document.Document, at, lo int32) int32 {
	for at > lo && (d.At(at-1) == lexicon.Comma || d.At(at-1) == lexicon.Dash) {
		at--
	}
	return at
}

func skipComma(d *document.Document, at, hi int32) int32 {
	for at < hi && (d.At(at) == lexicon.Comma || d.At(at) == lexicon.Dash) {
		at++
	}
	return at
}

// canBegin reports whether content may begin at token p.
func canBegin(d *document.Document, p int32) bool {
	switch d.At(p) {
	case lexicon.Comma, lexicon.FinalMark, lexicon.CloseMark, lexicon.Colon, lexicon.Dash, lexicon.Genitive, lexicon.OtherMark:
		return false
	}
	return !d.Tokens[p].Is(document.FlagQuoted)
}

// AnchorFeatures describes a place for the content of a cue.
func AnchorFeatures(d *document.Document, f *model.Features, c *Candidate, a Anchor) {
	f.Reset()
	i, p := c.Token, a.At
	stem := d.Stem(i)
	next := uint64(d.At(i + 1))
	if a.Before {
		kind := 1 | model.Flag(a.Group)<<1 | model.Flag(c.enclosed)<<2 | model.Flag(c.passive)<<3 | model.Flag(c.after)<<4 | model.Flag(c.subject.Empty())<<5
		f.Add(model.FrontKind, kind)
		f.Pair(model.FrontStem, stem, kind)
		f.Add(model.FrontNext, kind<<6|next)
		f.Add(model.FrontLast, kind<<6|uint64(d.At(p-1)))
		f.Add(model.FrontBeforeGroup, kind<<6|uint64(d.At(c.group-1)))
		f.Add(model.FrontSize, kind<<4|model.Bucket(p-c.Sentence.From))
		f.Add(model.FrontNextClasses, kind<<12|d.Class2(i+1))
		f.Pair(model.FrontStemNext, stem, kind<<6&0xfff|next)
		f.Add(model.FrontBeforeGroupWord, d.Key(c.group-1)<<6^kind)
		f.Add(model.FrontNextWord, d.Key(i+1)<<6^kind)
		if !c.subject.Empty() {
			f.Add(model.FrontSubjectHead, d.Key(c.subject.To-1)<<6^kind)
			f.Add(model.FrontBeforeSubject, d.Key(c.subject.From-1)<<6^kind)
		}
		f.Add(model.FrontCueClass, kind<<6|uint64(d.At(i)))
		f.Add(model.FrontRest, kind<<4|model.Bucket(c.Sentence.To-i))
		return
	}
	gap := p - i - 1
	near := uint64(min(gap, 15))
	class, prev := uint64(d.At(p)), uint64(d.At(p-1))
	between := between(d, i+1, p)
	f.Add(model.AnchorGap, near)
	f.Pair(model.AnchorStemGap, stem, near)
	f.Add(model.AnchorClass, class)
	f.Pair(model.AnchorStemClass, stem, class)
	f.Add(model.AnchorClasses, prev<<6|class)
	f.Add(model.AnchorStemWord, stem<<20^d.Key(p))
	f.Add(model.AnchorNextGap, next<<4|near)
	f.Add(model.AnchorBetween, between)
	f.Add(model.AnchorBetweenClass, between<<6|class)
	if gap <= 3 {
		f.Add(model.AnchorNearClasses, d.Class3(i+1)<<12|class<<4|near)
	}
	voice := model.Flag(c.passive) | model.Flag(c.noun)<<1 | model.Flag(c.after)<<2 | model.Flag(c.enclosed)<<3
	f.Add(model.AnchorVoice, voice<<16|class<<4|near)
	f.Pair(model.AnchorStemClasses, stem, prev<<6|class)
	f.Pair(model.AnchorPreviousWord, d.Key(p-1), class)
	f.Add(model.AnchorFirstClasses, d.Class2(p)<<6|prev)
	f.Add(model.AnchorPreviousClasses, model.Flag(gap > 0)<<12|prev<<6|uint64(d.At(p-2)))
	f.Add(model.AnchorAhead, lookAhead(d, p-1, c.Sentence.To)<<8|model.Flag(gap == 0)<<6|class)
	f.Pair(model.AnchorCueNextWord, d.Key(i+1), near)
	f.Pair(model.AnchorWords, d.Key(p), uint64(d.At(p+1)))
}

// between describes the tokens from a up to b: punctuation, verbs, prepositions.
func between(d *document.Document, a, b int32) uint64 {
	v := uint64(0)
	for j := a; j < b; j++ {
		switch c := d.At(j); {
		case c == lexicon.Comma:
			v |= 1
		case c.IsFinite():
			v |= 2
		case c == lexicon.Preposition:
			v |= 4
		case c == lexicon.ThatWord || c == lexicon.Subordinator:
			v |= 8
		case c == lexicon.Colon || c == lexicon.Dash:
			v |= 16
		case c == lexicon.Conjunction:
			v |= 32
		}
	}
	return v
}

// Edge is a place for the end of content or, if the content precedes its cue, for
// its beginning.
type Edge struct {
	At    int32
	order int32 // how many such places lie nearer the cue
}

// Ends lists the places where content that begins at p may end.
func Ends(d *document.Document, list []Edge, p int32, c *Candidate) []Edge {
	list = list[:0]
	hi := min(c.Sentence.To, p+2*maxContent)
	for hi > p+1 && (d.At(hi-1) == lexicon.FinalMark || d.At(hi-1) == lexicon.Colon || d.At(hi-1) == lexicon.CloseMark && !closesWithin(d, hi-1, p)) {
		hi--
	}
	for b := p + 1; b < min(hi, p+maxContent) && len(list) < maxEdges; b++ {
		if SpeaksAt(d, b) {
			return append(list, Edge{withoutComma(d, b, p+1), int32(len(list))})
		}
		if mayCut(d, b) && !d.Tokens[b].Is(document.FlagQuoted) && d.At(b) != lexicon.CloseMark {
			list = append(list, Edge{b, int32(len(list))})
		}
	}
	return append(list, Edge{hi, int32(len(list))})
}

// closesWithin reports whether the closing mark at i belongs to a quotation that
// opens at p or later.
func closesWithin(d *document.Document, i, p int32) bool {
	for k := i - 1; k >= p && k > i-maxContent; k-- {
		if d.At(k) == lexicon.OpenMark {
			return true
		}
	}
	return false
}

// mayCut reports whether a clause or phrase may end before token b.
func mayCut(d *document.Document, b int32) bool {
	switch d.At(b) {
	case lexicon.Comma, lexicon.Colon, lexicon.Dash, lexicon.Bracket, lexicon.Preposition, lexicon.Conjunction, lexicon.Subordinator, lexicon.ThatWord, lexicon.Relative, lexicon.TimeWord, lexicon.ToWord,
		lexicon.FormOfBe, lexicon.FormOfHave, lexicon.FormOfDo, lexicon.Modal, lexicon.VerbGerund, lexicon.VerbPast, lexicon.VerbThird, lexicon.SubjectPronoun, lexicon.Adverb, lexicon.OpenMark, lexicon.Negation:
		return true
	case lexicon.Determiner, lexicon.Name, lexicon.Title:
		return d.At(b-1) == lexicon.CloseMark || d.At(b-1) == lexicon.Noun
	}
	return d.At(b-1) == lexicon.CloseMark
}

// EndFeatures describes the end b of content that begins at p.
func EndFeatures(d *document.Document, f *model.Features, c *Candidate, p int32, e Edge, last bool) {
	f.Reset()
	b := e.At
	stem := d.Stem(c.Token)
	class, prev, first := uint64(d.At(b)), uint64(d.At(b-1)), uint64(d.At(p))
	if last {
		class = 63
	}
	size := model.Bucket(b - p)
	inside := clause(d, p, b)
	rest := restOf(d, b, c.Sentence.To)
	key := d.Key(b)
	lead := uint64(d.At(p - 1))
	f.Add(model.EndClass, class)
	f.Add(model.EndWord, key)
	f.Add(model.EndLastClass, prev)
	f.Add(model.EndClasses, prev<<6|class)
	f.Pair(model.EndStemClass, stem, class)
	f.Add(model.EndFirstClass, first<<6|class)
	f.Add(model.EndSize, size)
	f.Add(model.EndSizeClass, size<<6|class)
	f.Add(model.EndInsideClass, inside<<6|class)
	f.Add(model.EndInsideRest, inside<<16|class<<8|rest)
	f.Add(model.EndRestClass, model.Bucket(c.Sentence.To-b)<<6|class)
	f.Add(model.EndLastWord, d.Key(b-1))
	f.Add(model.EndNextClasses, d.Class3(b)<<6|model.Flag(last))
	f.Pair(model.EndWordFirst, key, first)
	f.Add(model.EndLeadFirst, lead<<12|first<<6|class)
	f.Pair(model.EndStemInside, stem, inside<<6|model.Flag(last))
	if d.At(b) == lexicon.Conjunction || d.At(b+1) == lexicon.Conjunction {
		after := b + 1
		if d.At(after) == lexicon.Conjunction {
			after++
		}
		same := model.Flag(d.At(after) == d.At(c.Token)) | model.Flag(d.Attrs(after)&lexicon.AttrCueVerb != 0)<<1
		f.Add(model.EndConjunct, same<<12|uint64(d.At(after))<<6|class)
		f.Pair(model.EndConjunctWord, key, same<<6|uint64(d.At(after)))
	}
	f.Pair(model.EndWordSize, key, size)
	f.Add(model.EndSizeCue, size<<12|model.Flag(last)<<8|uint64(d.At(c.Token)))
	takes := model.Flag(d.Attrs(c.Token)&lexicon.AttrSpeechVerb != 0)<<1 | model.Flag(c.noun)
	next := goesOn(d, b, c)
	lo := c.Sentence.From
	fronted := model.Flag(c.group == lo)<<1 | model.Flag(d.At(lo) == lexicon.Subordinator || d.At(lo) == lexicon.Preposition || d.Tokens[lo].Word == lexicon.WordAs || d.Tokens[lo].Word == lexicon.WordWhile)
	fronted = fronted<<2 | min(d.Sums[b].Since(d.Sums[p], document.SumComma), 3)
	f.Add(model.EndNext, next)
	f.Add(model.EndNextFronted, next<<8|fronted<<2|takes)
	f.Add(model.EndFrontedInside, fronted<<12|inside<<8|class<<1|model.Flag(rest > 0))
	f.Pair(model.EndStemNext, stem, next&63)
	f.Add(model.EndNextCue, next<<8|uint64(d.At(c.Token)))
	f.Add(model.EndNextFirst, next<<16|first<<8|inside)
}

// goesOn describes how the sentence goes on from b: the class of its next word, and
// whether a finite verb follows in the same clause, is a cue, or has the form of
// the present cue.
func goesOn(d *document.Document, b int32, c *Candidate) uint64 {
	hi := c.Sentence.To
	i := b
	v := uint64(0)
	for i < hi && (d.At(i) == lexicon.Comma || d.At(i) == lexicon.Dash || d.At(i) == lexicon.CloseMark || d.At(i) == lexicon.Colon) {
		i++
		v = 1
	}
	if i < hi && d.At(i) == lexicon.Conjunction {
		i++
		v |= 2
	}
	if i >= hi || d.At(i) == lexicon.FinalMark {
		return v
	}
	v |= uint64(d.At(i)+1) << 2
	for j := i; j < min(i+12, hi); j++ {
		k := d.At(j)
		if k == lexicon.Comma || k == lexicon.Colon || k == lexicon.FinalMark {
			break
		}
		if k.IsFinite() {
			cue := d.Attrs(j)&lexicon.AttrSpeechVerb != 0
			return v | 1<<8 | model.Flag(cue)<<9 | model.Flag(j == i)<<10 | model.Flag(k == d.At(c.Token))<<11
		}
	}
	return v
}

// clause describes the tokens from p to b: a finite verb, several, or a "to".
func clause(d *document.Document, p, b int32) uint64 {
	x, y := d.Sums[p], d.Sums[b]
	return min(y.Since(x, document.SumFinite), 2) | model.Flag(y.Since(x, document.SumTo) != 0)<<2
}

// restOf describes the sentence from b on: a finite verb, a cue, a mark.
func restOf(d *document.Document, b, hi int32) uint64 {
	x, y := d.Sums[b], d.Sums[min(hi, b+maxTag)]
	return model.Flag(y.Since(x, document.SumFinite) != 0) | model.Flag(y.Since(x, document.SumCue) != 0)<<1 | model.Flag(y.Since(x, document.SumOpen) != 0)<<2
}

// SpeaksAt reports whether a quotation that is speech opens or closes at token i.
func SpeaksAt(d *document.Document, i int32) bool {
	c := d.At(i)
	return (c == lexicon.OpenMark || c == lexicon.CloseMark) && d.QuotationAt(i).Speech == document.Speech
}

// Begins lists the places where content that ends at b, before its cue, may
// begin.
func Begins(d *document.Document, list []Edge, b int32, c *Candidate) []Edge {
	list = list[:0]
	lo := max(c.Sentence.From, b-maxContent)
	for p := b - 1; p > lo && len(list) < maxEdges; p-- {
		if SpeaksAt(d, p) {
			if p+1 < b {
				list = append(list, Edge{skipComma(d, p+1, b-1), int32(len(list))})
			}
			return list
		}
		if !d.Tokens[p].Is(document.FlagQuoted) && canBegin(d, p) && (mayCut(d, p) || mayCut(d, p-1)) {
			list = append(list, Edge{p, int32(len(list))})
		}
	}
	return append(list, Edge{lo, int32(len(list))})
}

// BeginFeatures describes the beginning p of content that ends at b before its
// cue.
func BeginFeatures(d *document.Document, f *model.Features, c *Candidate, b int32, e Edge, last, group bool) {
	f.Reset()
	p := e.At
	stem := d.Stem(c.Token)
	class, prev := uint64(d.At(p)), uint64(d.At(p-1))
	if last {
		prev = 63
	}
	size := model.Bucket(b - p)
	inside := clause(d, p, b)
	kind := model.Flag(group) | model.Flag(c.enclosed)<<1 | model.Flag(c.passive)<<2 | model.Flag(c.after)<<3
	f.Add(model.BeginPreviousClass, prev)
	f.Add(model.BeginClass, class)
	f.Add(model.BeginClasses, prev<<6|class)
	f.Add(model.BeginPreviousWord, d.Key(p-1))
	f.Add(model.BeginWord, d.Key(p))
	f.Add(model.BeginSize, size<<4|kind)
	f.Add(model.BeginInside, inside<<4|kind)
	f.Add(model.BeginInsideClasses, inside<<20|prev<<12|class<<4|kind)
	f.Add(model.BeginOrder, uint64(min(e.order, 7))<<4|kind)
	f.Pair(model.BeginStem, stem, inside<<5|model.Flag(last)<<4|kind)
	f.Add(model.BeginKind, kind<<1|model.Flag(last))
	f.Add(model.BeginKindSize, kind<<20|prev<<12|size<<4|model.Flag(last))
	f.Pair(model.BeginPreviousWords, d.Key(p-1), uint64(d.At(p-2)))
	f.Add(model.BeginPreviousClasses, kind<<12|prev<<6|uint64(d.At(p-2)))
	f.Pair(model.BeginPreviousInside, d.Key(p-1), kind<<4|inside)
}
