package rank

import (
	"slices"
	"unicode/utf8"

	"verbatim/index/passage"
)

// Matcher finds the words of a question in passages. It is made for one question
// and may not be shared.
type Matcher struct {
	Clauses  []Clause
	question *Question
	total    float64 // weight of all clauses
	stems    *Stemmer
	meaning  *meaning
	terms    map[string][]target
	begins   [256 * 256 / 64]uint64 // the first two bytes of the words to look at
	compound bool                   // a term of two words is asked for: look at every word
	buf      []byte
	hits     []hit
	Compared int // how many of the best statements are compared by what their words mean
}

type target struct {
	clause int
	weight float64
}

// Words that begin with the same letters are alike: "invade", "invasion".
const (
	minSoft    = 4
	weightSoft = 0.4
)

func NewMatcher(clauses []Clause, q *Question, stems *Stemmer, v *Vectors) *Matcher {
	m := &Matcher{Clauses: clauses, question: q, stems: stems, meaning: newMeaning(v, clauses), terms: make(map[string][]target), Compared: comparedByMeaning}
	for i, c := range clauses {
		m.total += c.Weight
		for _, v := range c.Terms {
			m.terms[v.Term] = append(m.terms[v.Term], target{i, v.Weight})
			m.begin(v.Term)
		}
	}
	for _, term := range compounds {
		if _, asked := m.terms[term]; asked {
			m.compound = true
		}
	}
	for _, phrase := range append(q.Phrases, q.Without...) {
		for _, w := range phrase {
			m.begin(w)
		}
	}
	return m
}

func (m *Matcher) begin(word string) {
	if len(word) > 1 {
		i := int(word[0])<<8 | int(word[1])
		m.begins[i/64] |= 1 << (i % 64)
	}
}

// worthwhile reports whether a word may be asked for, by its first two bytes.
func (m *Matcher) worthwhile(word string) bool {
	if m.compound || len(word) < 2 || word[0] >= utf8.RuneSelf || word[1] >= utf8.RuneSelf || word[1] == '.' {
		return true
	}
	i := int(lower(word[0]))<<8 | int(lower(word[1]))
	return m.begins[i/64]&(1<<(i%64)) != 0
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// scan is the hits in a text, in order. The slice is used again.
func (m *Matcher) scan(text string) []hit {
	m.hits = m.hits[:0]
	if m.compound {
		m.stems.EachTerm(text, func(term string, position, start, end int) { m.match(term, position, start, end) })
		return m.hits
	}
	position := -1
	EachWord(text, func(start, end int) {
		position++
		word := text[start:end]
		if !m.worthwhile(word) {
			return
		}
		if m.buf = normalise(m.buf[:0], word); len(m.buf) > 0 && !IsStop(m.buf) {
			m.match(m.stems.term(m.buf), position, start, end)
		}
	})
	return m.hits
}

func (m *Matcher) match(term string, position, start, end int) {
	if targets, ok := m.terms[term]; ok {
		for _, t := range targets {
			m.hits = append(m.hits, hit{t.clause, t.weight, position, start, end, false})
		}
		return
	}
	for i := range m.Clauses {
		if c := &m.Clauses[i]; !c.Number && alike(c.Term, term) {
			m.hits = append(m.hits, hit{i, weightSoft, position, start, end, true})
		}
	}
}

// alike reports whether two terms begin alike for most of their length.
func alike(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= minSoft && 10*n >= 6*max(len(a), len(b))
}

// Rank scores the statements of a passage.
func (m *Matcher) Rank(p *passage.Passage) []Scored {
	hits := slices.Clone(m.scan(p.Text))
	around := surroundings{context: m.coverage(hits, p.Text, passageBytes), all: m.coveredBy(hits)}
	inText := make([]float64, len(p.Statements)+2) // with one on each side
	for i, s := range p.Statements {
		inText[i+1] = m.coverage(within(hits, s.Span), s.Span.In(p.Text), statementBytes)
	}
	out := make([]Scored, 0, len(p.Statements))
	for i, s := range p.Statements {
		own := within(hits, s.Span)
		if len(own) == 0 {
			continue
		}
		one := Scored{Passage: p, Statement: i, hits: own}
		around.before, around.after = inText[i], inText[i+2]
		around.hitsBefore, around.hitsAfter = nil, nil
		if i > 0 {
			around.hitsBefore = within(hits, p.Statements[i-1].Span)
		}
		if i+1 < len(p.Statements) {
			around.hitsAfter = within(hits, p.Statements[i+1].Span)
		}
		m.measure(&one, around)
		out = append(out, one)
	}
	return out
}

// coveredBy is the part of the question's weight that is among the hits.
func (m *Matcher) coveredBy(hits []hit) float64 {
	var best [MaxClauses]float64
	for _, h := range hits {
		best[h.clause] = max(best[h.clause], h.weight)
	}
	sum := 0.0
	for i := range m.Clauses {
		sum += m.Clauses[i].Weight * best[i]
	}
	return sum / m.total
}

// BM25's parameters, for passages and statements alike: how soon a repeated
// term counts no more, and how much length counts. They are set here alone;
// Bleve's own scores are not used.
const (
	bm25K1 = 0.4
	bm25B  = 0.2
)

// bm25 is the weight of a term by its frequency and the length of the text in
// usual lengths.
func bm25(frequency, length float64) float64 {
	return frequency * (bm25K1 + 1) / (frequency + bm25K1*(1-bm25B+bm25B*length))
}

// The usual lengths of passages and statements in bytes.
const (
	passageBytes   = 700
	statementBytes = 140
)

// coverage is BM25 over the hits in a text, as a part of what a text with every
// word would reach.
func (m *Matcher) coverage(hits []hit, text string, usual int) float64 {
	var counts [MaxClauses]float64
	for _, h := range hits {
		if h.soft {
			counts[h.clause] = max(counts[h.clause], h.weight)
		} else {
			counts[h.clause] += h.weight
		}
	}
	sum := 0.0
	length := float64(len(text)) / float64(usual)
	for i := range m.Clauses {
		if counts[i] > 0 {
			sum += m.Clauses[i].Weight * bm25(counts[i], length) * min(1, counts[i])
		}
	}
	if m.total == 0 {
		return 0
	}
	return sum / m.total
}

// comparedByMeaning is how many of the best statements are compared by what
// their words mean where no more are wanted: it takes longest. The others stay
// behind them.
const comparedByMeaning = 60

// Order sorts the statements of a question, best first.
func (m *Matcher) Order(ranked []Scored) {
	slices.SortStableFunc(ranked, compareScored) // sums below do not depend on how the index came to be
	m.measureArticles(ranked)
	for i := range ranked {
		ranked[i].Score = Weights.Of(&ranked[i].Features)
	}
	slices.SortStableFunc(ranked, compareScored)
	first := ranked[:min(len(ranked), m.Compared)]
	for i := range first {
		m.measureMeaning(&first[i])
		first[i].Score = Weights.Of(&first[i].Features)
	}
	slices.SortStableFunc(first, compareScored)
}
