// Package document takes a text apart: into tokens, sentences, paragraphs,
// quotation marks and statements. It classifies words and finds noun phrases and
// verb groups, but knows nothing of who says what.
package document

import (
	"sort"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// TokenFlags describe the form and the place of a token.
type TokenFlags uint16

// The flags of tokens.
const (
	FlagCapital       TokenFlags = 1 << iota // begins with a capital letter
	FlagAllCaps                              // two letters or more, all of them capitals
	FlagDigit                                // holds a digit
	FlagPunct                                // no letter and no digit
	FlagMark                                 // opens or closes a quotation, even if that is nested
	FlagQuoted                               // inside the marks of a quotation
	FlagSentenceStart                        // the first token of a sentence
	FlagSpace                                // follows white space, or begins the text
	flagStop                                 // an abbreviation with its full stop
)

// Token is a word or a punctuation mark. A word keeps its inner hyphens,
// apostrophes and points ("O’Brien", "U.S.", "3.5"), but "’s", "n’t", "’ve" and
// the like are tokens of their own.
type Token struct {
	Start, End int32          // bytes of the text
	Hash       uint32         // of the word in lower case, even if the lexicon lacks it; ’ counts as '
	Word       lexicon.WordID // in the lexicon, 0 if unknown
	Flags      TokenFlags
}

// Is reports whether a token has one of some flags.
func (t Token) Is(f TokenFlags) bool { return t.Flags&f != 0 }

// TokenRange is a half-open range of indices into Document.Tokens.
type TokenRange struct{ From, To int32 }

// Range is the tokens from one index up to another, which is left out.
func Range(from, to int32) TokenRange { return TokenRange{from, to} }

// Empty reports whether a range has no tokens.
func (r TokenRange) Empty() bool { return r.From >= r.To }

// Contains reports whether token i is in a range.
func (r TokenRange) Contains(i int32) bool { return r.From <= i && i < r.To }

// Paragraph is a block of lines, or a single line. A heading is a paragraph without
// sentences.
type Paragraph struct {
	TokenRange
	Start, End int32 // bytes, trimmed of white space
	heading    bool
}

// Sentence is a sentence outside headings, found by punctuation only, so a
// quotation may hold several. Two sentences touch, or only white space is between
// them.
type Sentence struct {
	TokenRange
	Paragraph int32
	Statement int32
}

// Quotation is an outermost pair of quotation marks with the text between them.
// Nested quotations are not listed.
type Quotation struct {
	TokenRange       // with its marks: the first token is the opening mark
	Inner      int32 // the first token after the opening mark
	Outer      int32 // the closing mark, or the end of the quotation if it is not closed
	Start, End int32 // bytes of the words inside, without the marks
	Closed     bool
	statement  int32
	Speech     SpeechKind
	Tag, Lead  int32 // the cues behind and before it, -1 if there is no cue
}

// SpeechKind is the use of a quotation's marks.
type SpeechKind uint8

// The uses of a quotation's marks.
const (
	NotSpeech  SpeechKind = iota // a title, a nickname, a scare quote
	Speech                       // reported words, a sentence of their own or after a cue
	SpeechPart                   // words inside a longer reported clause
)

// Statement is a run of sentences that no quotation crosses the ends of.
type Statement struct {
	TokenRange
	Start, End int32 // bytes, trimmed of white space
	Sentences  TokenRange
	Quotations TokenRange // indices into Document.Quotations
	Paragraph  int32      // the index of the paragraph in which it begins
}

// Document is an article's text, taken apart. Its slices are in text order and
// every index in them is valid.
type Document struct {
	Text       string // up to the document's end; offsets count from the text's beginning
	From       int    // the document's beginning in Text
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
	Foreign    bool // not English: direct reports only, and without speakers
}

// Word is the text of token i, "" if i is out of range.
func (d *Document) Word(i int32) string {
	if uint(i) >= uint(len(d.Tokens)) {
		return ""
	}
	t := d.Tokens[i]
	return d.Text[t.Start:t.End]
}

// Attrs are the lexicon's attributes of token i, 0 if i is out of range.
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

// TokenAt is the first token that ends after byte b of the text.
func (d *Document) TokenAt(b int) int32 {
	return int32(sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].End) > b }))
}

// QuotationIndex is the index of the quotation that holds token i, its marks
// included, or of the next one.
func (d *Document) QuotationIndex(i int32) int {
	return sort.Search(len(d.Quotations), func(k int) bool { return d.Quotations[k].To > i })
}

// QuotationAt is that quotation, or an empty one if there is none.
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

// Section is the place of the document in its article's text.
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

// Key is the word of token i as a feature: its hash. If the word is a name, a
// number or a quotation mark, it is the class, since a model would only learn the
// word by heart.
func (d *Document) Key(i int32) uint64 {
	switch c := d.At(i); c {
	case lexicon.NoWord, lexicon.Name, lexicon.Number, lexicon.OpenMark, lexicon.CloseMark:
		return uint64(c)
	}
	return uint64(d.Tokens[i].Hash)
}

// Class2 is the word classes of token i and the next one, as one value.
func (d *Document) Class2(i int32) uint64 { return uint64(d.At(i))<<6 | uint64(d.At(i+1)) }

// Class3 is the word classes of token i and the two after it, as one value.
func (d *Document) Class3(i int32) uint64 { return d.Class2(i)<<6 | uint64(d.At(i+2)) }

// Stem is the lemma of token i as a feature.
func (d *Document) Stem(i int32) uint64 {
	if w := d.Tokens[i].Word; w != 0 {
		return uint64(d.Lex.Entries[w].Stem)
	}
	return uint64(d.Tokens[i].Hash)
}

// SentenceOf is the index of the sentence of token i. The token must be in one.
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

// At is the word class of token i, lexicon.NoWord if i is out of range.
func (d *Document) At(i int32) lexicon.WordClass {
	if i < 0 || int(i) >= len(d.Classes) {
		return lexicon.NoWord
	}
	return d.Classes[i]
}
