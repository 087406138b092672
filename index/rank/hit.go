package rank

import (
	"slices"
	"verbatim/corpus"
)

// hit is a word of a passage that a clause asks for.
type hit struct {
	clause     int
	weight     float64 // 1 if it is the word itself, less if it is a variant
	position   int     // among the passage's words
	start, end int     // bytes of the passage's text
	soft       bool    // only the beginning of the word is the same
}

// within returns the hits inside a span of the passage.
func within(hits []hit, span corpus.Span) []hit {
	from, _ := slices.BinarySearchFunc(hits, span.Start, func(h hit, at int) int { return h.start - at })
	to := from
	for to < len(hits) && hits[to].start < span.End {
		to++
	}
	return hits[from:to]
}

// strongest returns, for each clause, the weight of its strongest hit that fits, 0 if there is none. If fits is nil, all do.
func strongest(hits []hit, fits func(*hit) bool) (best [maxClauses]float64) {
	for i := range hits {
		if h := &hits[i]; fits == nil || fits(h) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	return best
}
