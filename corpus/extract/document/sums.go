package document

import "verbatim/corpus/extract/lexicon"

// Sums holds five counts of 12 bits, of tokens from the text's beginning on. Only
// the difference of two Sums has a meaning, and only if fewer than 4,096 tokens are
// between them.
type Sums uint64

// The classes that are counted, as Sums of one token.
const (
	SumFinite Sums = 1 << (12 * iota) // finite verbs
	SumTo                             // "to"
	SumCue                            // verbs of speaking
	SumOpen                           // marks that open
	SumComma
)

// Since is the difference of one count between a Sums and an earlier one.
func (s Sums) Since(earlier, sort Sums) uint64 { return uint64((s - earlier) / sort & 0xfff) }

// sumOf is the Sums of one token of each class, except verbs of speaking.
var sumOf = func() (of [lexicon.ReportNoun + 1]Sums) {
	for c := range of {
		if lexicon.WordClass(c).IsFinite() {
			of[c] = SumFinite
		}
	}
	of[lexicon.ToWord], of[lexicon.OpenMark], of[lexicon.Comma] = SumTo, SumOpen, SumComma
	return of
}()
