// Package document takes a text apart: into tokens, sentences, paragraphs, quotation
// marks and statements. It tells what kind of word each token is and finds its way
// in noun phrases and verb groups, but knows nothing of who says what.
package document

import (
	"sort"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// TokenFlags say how a token looks and where it stands.
type TokenFlags uint16

const (
	FlagCapital       TokenFlags = 1 << iota // begins with a capital letter
	FlagAllCaps                              // two letters or more, all of them capitals
	FlagDigit                                // holds a digit
	FlagPunct                                // no letter and no digit
	FlagMark                                 // opens or closes a quotation, nested ones included
	FlagQuoted                               // stands between the marks of a quotation
	FlagSentenceStart                        // the first token of a sentence
	FlagSpace                                // white space, or nothing, stands before it
	flagStop                                 // an abbreviation that ends in a full stop, which is part of it
)

// Token is a word or a punctuation mark. A word keeps its inner hyphens,
// apostrophes and points ("O’Brien", "U.S.", "3.5"), but "’s", "n’t", "’ve" and
// the like are tokens of their own.
type Token struct {
	Start, End int32          // bytes of the text
	Hash       uint32         // of the lower-cased word, whether known or not; ’ counts as '
	Word       lexicon.WordID // in the lexicon, 0 where unknown
	Flags      TokenFlags
}

func (t Token) Is(f TokenFlags) bool { return t.Flags&f != 0 }

// TokenRange is a half-open range of indices into document.tokens.
type TokenRange struct{ From, To int32 }

// Range is the tokens from one up to another, that one left out.
func Range(from, to int32) TokenRange { return TokenRange{from, to} }

func (r TokenRange) Empty() bool { return r.From >= r.To }

func (r TokenRange) Contains(i int32) bool { return r.From <= i && i < r.To }

// Paragraph is a block of lines, or a single line; headings are paragraphs
// without sentences.
type Paragraph struct {
	TokenRange
	Start, End int32 // bytes, trimmed of white space
	heading    bool
}

// Sentence is a sentence outside headings, by punctuation alone: one that ends
// within a quotation is a sentence too. Sentences touch or are parted by white
// space only.
type Sentence struct {
	TokenRange
	Paragraph int32
	Statement int32
}

// Quotation is an outermost pair of quotation marks and what stands between.
// Those nested in it are not listed.
type Quotation struct {
	TokenRange       // with its marks: the first token is the opening mark
	Inner      int32 // the first token after the opening mark
	Outer      int32 // the closing mark, or to where nothing closes it
	Start, End int32 // bytes of the words inside, without the marks
	Closed     bool
	statement  int32
	Speech     SpeechKind
	Tag, Lead  int32 // the cues behind and before it, -1 where there is none
}

// SpeechKind says what a quotation's marks are for.
type SpeechKind uint8

const (
	NotSpeech  SpeechKind = iota // a title, a nickname, a scare quote
	Speech                       // reported words that stand alone, or after a cue
	SpeechPart                   // words inside a longer reported clause
)

// Statement is a run of sentences that no quotation mark parts.
type Statement struct {
	TokenRange
	Start, End int32 // bytes, trimmed of white space
	Sentences  TokenRange
	Quotations TokenRange // indices into document.quotations
	Paragraph  int32      // the one it begins in
}

// Document is an article's text, taken apart. Its slices are in text order and
// every index in them is valid.
type Document struct {
	Text       string // up to where the document ends; offsets count from the text's beginning
	From       int    // where the document begins in it
	Lex        *lexicon.Lexicon
	Models     *model.Reports
	Tokens     []Token
	Classes    []lexicon.WordClass // of every token
	Sums       []Sums              // one more than there are tokens
	marks      []int32             // the tokens that may be quotation marks
	Paragraphs []Paragraph
	Sentences  []Sentence
	Quotations []Quotation
	Statements []Statement
	Foreign    bool // not English: direct quotes only, and nobody is named
}

// Word is the text of token i as it stands, "" beyond the ends.
func (d *Document) Word(i int32) string {
	if uint(i) >= uint(len(d.Tokens)) {
		return ""
	}
	t := d.Tokens[i]
	return d.Text[t.Start:t.End]
}

// Attrs is what the lexicon knows of token i, nothing beyond the ends.
func (d *Document) Attrs(i int32) lexicon.Attrs {
	if uint(i) >= uint(len(d.Tokens)) {
		return 0
	}
	return d.Lex.Entries[d.Tokens[i].Word].Attrs
}

// Span is the bytes that r covers; r must not be empty.
func (d *Document) Span(r TokenRange) corpus.Span {
	return corpus.Span{Start: int(d.Tokens[r.From].Start), End: int(d.Tokens[r.To-1].End)}
}

// TokenAt is the first token that ends behind a byte of the text.
func (d *Document) TokenAt(b int) int32 {
	return int32(sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].End) > b }))
}

// QuotationIndex is the index of the quotation that token i opens, closes or
// stands in, or of the next one.
func (d *Document) QuotationIndex(i int32) int {
	return sort.Search(len(d.Quotations), func(k int) bool { return d.Quotations[k].To > i })
}

// QuotationAt is that quotation, an empty one where there is none.
func (d *Document) QuotationAt(i int32) *Quotation {
	if k := d.QuotationIndex(i); k < len(d.Quotations) {
		return &d.Quotations[k]
	}
	return &Quotation{}
}

// MaxSignature bounds a signature, in tokens.
const MaxSignature = 16

// IsDash reports whether token i is a dash of any length.
func (d *Document) IsDash(i int32) bool { return d.At(i) == lexicon.Dash || d.Word(i) == "―" }

// Section is where the document lies in its article's text.
func (d *Document) Section() Section { return Section{d.From, len(d.Text), d.Foreign} }

// Blocks is the paragraphs outside headings.
func (d *Document) Blocks() []corpus.Span {
	spans := make([]corpus.Span, 0, len(d.Paragraphs))
	for _, p := range d.Paragraphs {
		if !p.heading {
			spans = append(spans, corpus.Span{Start: int(p.Start), End: int(p.End)})
		}
	}
	return spans
}

// Key is the word of token i as a feature: its hash, or what it is where its
// very form would only be learnt by heart.
func (d *Document) Key(i int32) uint64 {
	switch c := d.At(i); c {
	case lexicon.NoWord, lexicon.Name, lexicon.Number, lexicon.OpenMark, lexicon.CloseMark:
		return uint64(c)
	}
	return uint64(d.Tokens[i].Hash)
}

// Class2 and class3 are the word classes of tokens from i on, as one value.
func (d *Document) Class2(i int32) uint64 { return uint64(d.At(i))<<6 | uint64(d.At(i+1)) }

func (d *Document) Class3(i int32) uint64 { return d.Class2(i)<<6 | uint64(d.At(i+2)) }

// Stem is the lemma of token i as a feature.
func (d *Document) Stem(i int32) uint64 {
	if w := d.Tokens[i].Word; w != 0 {
		return uint64(d.Lex.Entries[w].Stem)
	}
	return uint64(d.Tokens[i].Hash)
}

// SentenceOf is the index of the sentence that holds token i, which lies in one.
func (d *Document) SentenceOf(i int32) int32 {
	lo, hi := int32(0), int32(len(d.Sentences))
	for lo+1 < hi {
		if mid := (lo + hi) / 2; d.Sentences[mid].From <= i {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// At is the word class of token i, noWord beyond the ends.
func (d *Document) At(i int32) lexicon.WordClass {
	if i < 0 || int(i) >= len(d.Classes) {
		return lexicon.NoWord
	}
	return d.Classes[i]
}
