package index

import (
	"slices"
	"unicode/utf8"

	"verbatim/corpus"
)

// hit is a word of a passage that a clause asks for.
type hit struct {
	clause     int
	weight     float64 // 1 for the word itself, less for what stands in its place
	position   int     // among the passage's words
	start, end int     // bytes of the passage's text
	soft       bool    // only the beginning of the word is the same
}

// matcher finds the words of a question in passages. It is made for one question
// and may not be shared.
type matcher struct {
	clauses  []clause
	question *question
	total    float64 // weight of all clauses
	stems    *stemmer
	meaning  *meaning
	terms    map[string][]target
	begins   [256 * 256 / 64]uint64 // the first two bytes of the words to look at
	compound bool                   // a term of two words is asked for: look at every word
	buf      []byte
	hits     []hit
	compared int // how many of the best statements are compared by what their words mean
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

func newMatcher(clauses []clause, q *question, stems *stemmer, v *vectors) *matcher {
	m := &matcher{clauses: clauses, question: q, stems: stems, meaning: newMeaning(v, clauses), terms: make(map[string][]target), compared: comparedByMeaning}
	for i, c := range clauses {
		m.total += c.weight
		for _, v := range c.terms {
			m.terms[v.term] = append(m.terms[v.term], target{i, v.weight})
			m.begin(v.term)
		}
	}
	for _, term := range compounds {
		if _, asked := m.terms[term]; asked {
			m.compound = true
		}
	}
	for _, phrase := range append(q.phrases, q.without...) {
		for _, w := range phrase {
			m.begin(w)
		}
	}
	return m
}

func (m *matcher) begin(word string) {
	if len(word) > 1 {
		i := int(word[0])<<8 | int(word[1])
		m.begins[i/64] |= 1 << (i % 64)
	}
}

// worthwhile reports whether a word may be asked for, by its first two bytes.
func (m *matcher) worthwhile(word string) bool {
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
func (m *matcher) scan(text string) []hit {
	m.hits = m.hits[:0]
	if m.compound {
		m.stems.eachTerm(text, func(term string, position, start, end int) { m.match(term, position, start, end) })
		return m.hits
	}
	position := -1
	eachWord(text, func(start, end int) {
		position++
		word := text[start:end]
		if !m.worthwhile(word) {
			return
		}
		if m.buf = normalise(m.buf[:0], word); len(m.buf) > 0 && !isStop(m.buf) {
			m.match(m.stems.term(m.buf), position, start, end)
		}
	})
	return m.hits
}

func (m *matcher) match(term string, position, start, end int) {
	if targets, ok := m.terms[term]; ok {
		for _, t := range targets {
			m.hits = append(m.hits, hit{t.clause, t.weight, position, start, end, false})
		}
		return
	}
	for i := range m.clauses {
		if c := &m.clauses[i]; !c.number && alike(c.term, term) {
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

// scored is a statement with what speaks for it.
type scored struct {
	passage   *passage
	statement int
	hits      []hit // within the statement
	features  features
	score     float64
}

// rank scores the statements of a passage.
func (m *matcher) rank(p *passage) []scored {
	hits := slices.Clone(m.scan(p.text))
	around := surroundings{context: m.coverage(hits, p.text, passageBytes), all: m.coveredBy(hits)}
	inText := make([]float64, len(p.statements)+2) // with one on each side
	for i, s := range p.statements {
		inText[i+1] = m.coverage(within(hits, s.span), s.span.In(p.text), statementBytes)
	}
	out := make([]scored, 0, len(p.statements))
	for i, s := range p.statements {
		own := within(hits, s.span)
		if len(own) == 0 {
			continue
		}
		one := scored{passage: p, statement: i, hits: own}
		around.before, around.after = inText[i], inText[i+2]
		around.hitsBefore, around.hitsAfter = nil, nil
		if i > 0 {
			around.hitsBefore = within(hits, p.statements[i-1].span)
		}
		if i+1 < len(p.statements) {
			around.hitsAfter = within(hits, p.statements[i+1].span)
		}
		m.measure(&one, around)
		out = append(out, one)
	}
	return out
}

// coveredBy is the part of the question's weight that is among the hits.
func (m *matcher) coveredBy(hits []hit) float64 {
	var best [maxClauses]float64
	for _, h := range hits {
		best[h.clause] = max(best[h.clause], h.weight)
	}
	sum := 0.0
	for i := range m.clauses {
		sum += m.clauses[i].weight * best[i]
	}
	return sum / m.total
}

// within is the hits inside a span of the passage.
func within(hits []hit, span corpus.Span) []hit {
	from, _ := slices.BinarySearchFunc(hits, span.Start, func(h hit, at int) int { return h.start - at })
	to := from
	for to < len(hits) && hits[to].start < span.End {
		to++
	}
	return hits[from:to]
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
func (m *matcher) coverage(hits []hit, text string, usual int) float64 {
	var counts [maxClauses]float64
	for _, h := range hits {
		if h.soft {
			counts[h.clause] = max(counts[h.clause], h.weight)
		} else {
			counts[h.clause] += h.weight
		}
	}
	sum := 0.0
	length := float64(len(text)) / float64(usual)
	for i := range m.clauses {
		if counts[i] > 0 {
			sum += m.clauses[i].weight * bm25(counts[i], length) * min(1, counts[i])
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

// order sorts the statements of a question, best first.
func (m *matcher) order(ranked []scored) {
	slices.SortStableFunc(ranked, compareScored) // sums below do not depend on how the index came to be
	m.measureArticles(ranked)
	for i := range ranked {
		ranked[i].score = weights.of(&ranked[i].features)
	}
	slices.SortStableFunc(ranked, compareScored)
	first := ranked[:min(len(ranked), m.compared)]
	for i := range first {
		m.measureMeaning(&first[i])
		first[i].score = weights.of(&first[i].features)
	}
	slices.SortStableFunc(first, compareScored)
}
