package rank

import (
	"slices"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// knownText is what is known of a passage's text before a question is asked. It never changes.
type knownText struct {
	terms      []knownTerm
	statements []knownStatement
}

// knownTerm is a term of a text, as a Stemmer finds them.
type knownTerm struct {
	term        string
	first, last int32
	start, end  int32
	row         int32 // of the word's vector; -1 if it has none
	begins      int32 // as beginning returns it; -1 for words that belong together
	besides     bool
}

// knownStatement is a statement of a passage.
type knownStatement struct {
	first, end int32 // its words' terms among those of the text
	position   int32 // of its first word among all words
	saying     uint64
	aspects    []knownAspect
}

// knownOf returns what is known of the passage's text, or nil if that is not kept.
func (r *Ranker) knownOf(p *passage.Passage) *knownText {
	known, _ := p.Memo.Get(func() any { return newKnownText(p, r.matcher.stems, r.meaning.vectors) }).(*knownText)
	return known
}

// newKnownText reads a passage's text. It returns nil if the words of a statement by itself are not those of the whole text there.
func newKnownText(p *passage.Passage, stems *wording.Stemmer, v *Vectors) *knownText {
	k := &knownText{}
	var all []corpus.Span // of all words
	wording.EachWord(p.Text, func(start, end int) { all = append(all, corpus.Span{Start: start, End: end}) })
	k.terms = make([]knownTerm, 0, len(all))
	stems.Read(p.Text, wording.Interest{Numbers: true, Compounds: true}, func(f wording.Found) {
		one := knownTerm{
			term: f.Term, first: int32(f.First), last: int32(f.Last), start: int32(f.Start), end: int32(f.End), row: -1, begins: -1, besides: f.Besides,
		}
		if word := p.Text[f.Start:f.End]; !f.Besides {
			one.row, one.begins = v.rowOf(word), beginning(word)
		}
		k.terms = append(k.terms, one)
	})
	for _, s := range p.Statements {
		text := s.Span.In(p.Text)
		first, _ := slices.BinarySearchFunc(all, s.Span.Start, func(w corpus.Span, at int) int { return w.Start - at })
		n, same := first, true
		wording.EachWord(text, func(start, end int) {
			same = same && n < len(all) && all[n] == corpus.Span{Start: s.Span.Start + start, End: s.Span.Start + end}
			n++
		})
		if !same || n < len(all) && all[n].Start < s.Span.End {
			return nil
		}
		one := knownStatement{position: int32(first), saying: Saying(text), aspects: aspectsOf(text, stems)}
		one.first, one.end = k.wordFrom(s.Span.Start), k.wordFrom(s.Span.End)
		k.statements = append(k.statements, one)
	}
	return k
}

// wordFrom returns the place of the first word's term that begins at the offset or after it.
func (k *knownText) wordFrom(offset int) int32 {
	i := slices.IndexFunc(k.terms, func(t knownTerm) bool { return !t.besides && int(t.start) >= offset })
	if i < 0 {
		i = len(k.terms)
	}
	return int32(i)
}
