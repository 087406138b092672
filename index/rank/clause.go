package rank

import (
	"cmp"
	"slices"

	"verbatim/index/wording"
	"verbatim/internal/exact"
)

// maxClauses is the most words of a question that are searched for.
const maxClauses = 32

// Clause is a word of a question with the terms that it is found by.
type Clause struct {
	Word
	Terms    []wording.Variant // the word's own first
	DF       uint64            // passages with the word's own term or another spelling of it
	Postings uint64            // of all its terms
	Weight   float64           // its inverse document frequency
}

// NewClause makes the clause of a word, with the variants of its term.
func NewClause(w Word) Clause {
	return Clause{Word: w, Terms: wording.VariantsOf(w.Term, w.others)}
}

// Unknown reports whether no passage holds the word or what it was taken for. Words that
// only belong to the way of asking are never unknown.
func (c Clause) Unknown() bool { return c.Postings == 0 && !c.generic }

// Rarest returns the clauses in their order, without the most common ones if there are
// too many.
func Rarest(clauses []Clause) []Clause {
	for len(clauses) > maxClauses {
		least := slices.MinFunc(clauses, func(a, b Clause) int { return cmp.Compare(a.Weight, b.Weight) })
		clauses = slices.DeleteFunc(clauses, func(c Clause) bool { return c.Term == least.Term })
	}
	return clauses
}

// smallCorpus is the number of passages below which a corpus is too small to tell common
// words from rare ones. It then counts as if it had that many.
const smallCorpus = 500

// IDF returns the inverse document frequency of a term that df of total passages hold.
func IDF(total, df uint64) float64 {
	total = max(total, smallCorpus)
	df = min(df, total)
	return exact.Log(1 + (float64(total-df)+0.5)/(float64(df)+0.5))
}
