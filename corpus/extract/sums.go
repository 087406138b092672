package extract

// sums counts what stands before a token, from the text's beginning on: five
// counts of 12 bits in one word. Only the difference of two tells anything, and
// only over fewer than 4,096 tokens.
type sums uint64

// What is counted, as the sum of one.
const (
	sumFinite sums = 1 << (12 * iota) // finite verbs
	sumTo                             // "to"
	sumCue                            // verbs of speaking
	sumOpen                           // marks that open
	sumComma
)

// since is how much more of one sort a sum has counted than an earlier one.
func (s sums) since(earlier, sort sums) uint64 { return uint64((s - earlier) / sort & 0xfff) }

// sumOf is what a token of each class counts for, verbs of speaking aside.
var sumOf = func() (of [reportNoun + 1]sums) {
	for c := range of {
		if wordClass(c).isFinite() {
			of[c] = sumFinite
		}
	}
	of[toWord], of[openMark], of[comma] = sumTo, sumOpen, sumComma
	return of
}()
