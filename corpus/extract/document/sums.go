package document

import "verbatim/corpus/extract/lexicon"

// Sums counts what stands before a token, from the text's beginning on: five
// counts of 12 bits in one word. Only the difference of two tells anything, and
// only over fewer than 4,096 tokens.
type Sums uint64

// What is counted, as the sum of one.
const (
	SumFinite Sums = 1 << (12 * iota) // finite verbs
	SumTo                             // "to"
	SumCue                            // verbs of speaking
	SumOpen                           // marks that open
	SumComma
)

// Since is how much more of one sort a sum has counted than an earlier one.
func (s Sums) Since(earlier, sort Sums) uint64 { return uint64((s - earlier) / sort & 0xfff) }

// sumOf is what a token of each class counts for, verbs of speaking aside.
var sumOf = func() (of [lexicon.ReportNoun + 1]Sums) {
	for c := range of {
		if lexicon.WordClass(c).IsFinite() {
			of[c] = SumFinite
		}
	}
	of[lexicon.ToWord], of[lexicon.OpenMark], of[lexicon.Comma] = SumTo, SumOpen, SumComma
	return of
}()
