package rank

import "math"

// Clause is a word of a question with the terms that stand for it.
type Clause struct {
	Word
	Terms    []Variant // the word's own first
	DF       uint64    // passages with the word's own term, or with one of its spelling
	Postings uint64    // of all its terms
	Weight   float64   // its idf: how much it tells
}

// smallCorpus is the number of passages below which a corpus is too small to
// tell common words from rare ones: it is taken for one of this size.
const smallCorpus = 500

// IDF is what a term tells that is in df of total passages.
func IDF(total, df uint64) float64 {
	total = max(total, smallCorpus)
	df = min(df, total)
	return math.Log(1 + (float64(total-df)+0.5)/(float64(df)+0.5))
}

// MaxClauses bounds the words of a question that are searched for; the ones
// that tell the least are left out.
const MaxClauses = 32
