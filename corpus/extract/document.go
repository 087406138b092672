package extract

import (
	"sort"

	"verbatim/corpus"
)

// tokenFlags say how a token looks and where it stands.
type tokenFlags uint16

const (
	flagCapital       tokenFlags = 1 << iota // begins with a capital letter
	flagAllCaps                              // two letters or more, all of them capitals
	flagDigit                                // holds a digit
	flagPunct                                // no letter and no digit
	flagMark                                 // opens or closes a quotation, nested ones included
	flagQuoted                               // stands between the marks of a quotation
	flagSentenceStart                        // the first token of a sentence
	flagSpace                                // white space, or nothing, stands before it
	flagStop                                 // an abbreviation that ends in a full stop, which is part of it
)

// token is a word or a punctuation mark. A word keeps its inner hyphens,
// apostrophes and points ("O’Brien", "U.S.", "3.5"), but "’s", "n’t", "’ve" and
// the like are tokens of their own.
type token struct {
	start, end int32  // bytes of the text
	hash       uint32 // of the lower-cased word, whether known or not; ’ counts as '
	word       wordID // in the lexicon, 0 where unknown
	flags      tokenFlags
}

func (t token) is(f tokenFlags) bool { return t.flags&f != 0 }

// tokenRange is a half-open range of indices into document.tokens.
type tokenRange struct{ from, to int32 }

func (r tokenRange) empty() bool { return r.from >= r.to }

func (r tokenRange) contains(i int32) bool { return r.from <= i && i < r.to }

// paragraph is a block of lines, or a single line; headings are paragraphs
// without sentences.
type paragraph struct {
	tokenRange
	start, end int32 // bytes, trimmed of white space
	heading    bool
}

// sentence is a sentence outside headings, by punctuation alone: one that ends
// within a quotation is a sentence too. Sentences touch or are parted by white
// space only.
type sentence struct {
	tokenRange
	paragraph int32
	statement int32
}

// quotation is an outermost pair of quotation marks and what stands between.
// Those nested in it are not listed.
type quotation struct {
	tokenRange       // with its marks: the first token is the opening mark
	inner      int32 // the first token after the opening mark
	outer      int32 // the closing mark, or to where nothing closes it
	start, end int32 // bytes of the words inside, without the marks
	closed     bool
	statement  int32
	speech     speechKind
	tag, lead  int32 // the cues behind and before it, -1 where there is none
}

// speechKind says what a quotation's marks are for.
type speechKind uint8

const (
	notSpeech  speechKind = iota // a title, a nickname, a scare quote
	speech                       // reported words that stand alone, or after a cue
	speechPart                   // words inside a longer reported clause
)

// statement is a run of sentences that no quotation mark parts.
type statement struct {
	tokenRange
	start, end int32 // bytes, trimmed of white space
	sentences  tokenRange
	quotations tokenRange // indices into document.quotations
	paragraph  int32      // the one it begins in
}

// document is an article's text, taken apart. Its slices are in text order and
// every index in them is valid.
type document struct {
	text       string // up to where the document ends; offsets count from the text's beginning
	from       int    // where the document begins in it
	lex        *lexicon
	models     *models
	tokens     []token
	classes    []wordClass // of every token
	sums       []sums      // one more than there are tokens
	marks      []int32     // the tokens that may be quotation marks
	paragraphs []paragraph
	sentences  []sentence
	quotations []quotation
	statements []statement
	foreign    bool // not English: direct quotes only, and nobody is named
}

// word is the text of token i as it stands, "" beyond the ends.
func (d *document) word(i int32) string {
	if uint(i) >= uint(len(d.tokens)) {
		return ""
	}
	t := d.tokens[i]
	return d.text[t.start:t.end]
}

// attrs is what the lexicon knows of token i, nothing beyond the ends.
func (d *document) attrs(i int32) attrs {
	if uint(i) >= uint(len(d.tokens)) {
		return 0
	}
	return d.lex.entries[d.tokens[i].word].attrs
}

// span is the bytes that r covers; r must not be empty.
func (d *document) span(r tokenRange) corpus.Span {
	return corpus.Span{Start: int(d.tokens[r.from].start), End: int(d.tokens[r.to-1].end)}
}

// tokenAt is the first token that ends behind a byte of the text.
func (d *document) tokenAt(b int) int32 {
	return int32(sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].end) > b }))
}

// quotationIndex is the index of the quotation that token i opens, closes or
// stands in, or of the next one.
func (d *document) quotationIndex(i int32) int {
	return sort.Search(len(d.quotations), func(k int) bool { return d.quotations[k].to > i })
}

// quotationAt is that quotation, an empty one where there is none.
func (d *document) quotationAt(i int32) *quotation {
	if k := d.quotationIndex(i); k < len(d.quotations) {
		return &d.quotations[k]
	}
	return &quotation{}
}

// maxSignature bounds a signature, in tokens.
const maxSignature = 16
