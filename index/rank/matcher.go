package rank

import (
	"slices"
	"unicode/utf8"

	"verbatim/index/wording"
)

// matcher finds the words of a question in passages. It is made for one question, and only
// one goroutine may use it.
type matcher struct {
	clauses  []Clause
	question *Question
	total    float64 // weight of all clauses
	stems    *wording.Stemmer
	terms    map[string][]target
	begins   [256 * 256 / 64]uint64 // the first two bytes of the words to look at
	looks    wording.Interest
	besides  bool // hits in the text are out of order
	buf      []byte
	hits     []hit
}

// target is a clause that a term is a hit of, with the weight of the hit.
type target struct {
	clause int
	weight float64
}

// Words that begin with the same letters are alike: "invade", "invasion".
const (
	minSoft    = 4
	weightSoft = 0.4
)

// newMatcher makes a matcher of the question's clauses. It also looks at the words of phrases and
// exclusions.
func newMatcher(clauses []Clause, q *Question, stems *wording.Stemmer) *matcher {
	m := &matcher{clauses: clauses, question: q, stems: stems, terms: make(map[string][]target)}
	for i, c := range clauses {
		m.total += c.Weight
		for _, v := range c.Terms {
			m.terms[v.Term] = append(m.terms[v.Term], target{i, v.Weight})
			m.begin(v.Term)
		}
	}
	m.looks.Word = func(word string) bool { return m.begun(beginning(word)) }
	for term := range m.terms {
		m.looks.Compounds = m.looks.Compounds || wording.IsCompound(term)
		m.looks.Numbers = m.looks.Numbers || wording.IsDigit(term[0])
	}
	for _, phrase := range append(q.Phrases, q.Without...) {
		for _, w := range phrase {
			m.begin(w)
		}
	}
	return m
}

// begin adds the first two bytes of a word that is looked for.
func (m *matcher) begin(word string) {
	if len(word) > 1 {
		i := int(word[0])<<8 | int(word[1])
		m.begins[i/64] |= 1 << (i % 64)
	}
}

// beginning returns the place of a word's first two bytes in begins, or -1 if these do not tell how its term begins.
func beginning(word string) int32 {
	if len(word) < 2 || word[0] >= utf8.RuneSelf || word[1] >= utf8.RuneSelf || !wording.IsWordByte(word[1]) {
		return -1
	}
	return int32(lower(word[0]))<<8 | int32(lower(word[1]))
}

// begun reports whether a word with that beginning may be a hit. It may not if no word that is
// asked for begins with the same two bytes.
func (m *matcher) begun(at int32) bool {
	return at < 0 || m.begins[at/64]&(1<<(at%64)) != 0
}

// lower returns c in lower case, if it is a letter of ASCII.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// scan returns the hits in a text, in order. The slice is overwritten when scan is called again.
func (m *matcher) scan(text string) []hit {
	m.hits, m.besides = m.hits[:0], false
	m.stems.Read(text, m.looks, m.match)
	return m.inOrder()
}

// scanKnown is scan for a text of which something may be known.
func (m *matcher) scanKnown(text string, known *knownText) []hit {
	if known == nil {
		return m.scan(text)
	}
	m.hits, m.besides = m.hits[:0], false
	for i := range known.terms {
		if t := &known.terms[i]; m.begun(t.begins) {
			m.match(wording.Found{
				Term: t.term, First: int(t.first), Last: int(t.last), Start: int(t.start), End: int(t.end), Besides: t.besides,
			})
		}
	}
	return m.inOrder()
}

// inOrder returns the hits of the text that was scanned.
func (m *matcher) inOrder() []hit {
	if m.besides {
		slices.SortStableFunc(m.hits, func(a, b hit) int { return a.start - b.start })
	}
	return m.hits
}

// match adds the hits of a term.
func (m *matcher) match(f wording.Found) {
	if targets, ok := m.terms[f.Term]; ok {
		for _, t := range targets {
			if !f.Besides || !m.hitSince(t.clause, f.First) {
				m.hits = append(m.hits, hit{t.clause, t.weight, f.Last, f.Start, f.End, false})
				m.besides = m.besides || f.Besides
			}
		}
		return
	}
	if f.Besides {
		return
	}
	for i := range m.clauses {
		if c := &m.clauses[i]; !c.Number && alike(c.Term, f.Term) {
			m.hits = append(m.hits, hit{i, weightSoft, f.Last, f.Start, f.End, true})
		}
	}
}

// hitSince reports whether a clause has a hit at a position or later, which is no soft one.
func (m *matcher) hitSince(clause, position int) bool {
	for i := len(m.hits) - 1; i >= 0 && m.hits[i].position >= position; i-- {
		if h := &m.hits[i]; h.clause == clause && !h.soft {
			return true
		}
	}
	return false
}

// alike reports whether two terms begin alike for most of their length.
func alike(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= minSoft && 10*n >= 6*max(len(a), len(b))
}

// asks reports whether the question holds a word.
func (m *matcher) asks(word string) bool {
	m.buf = wording.Normalise(m.buf[:0], word)
	_, ok := m.terms[m.stems.Term(m.buf)]
	return ok
}

// part returns the part of some clauses' weight whose terms a text holds.
func (m *matcher) part(of func(*Clause) bool, text string) float64 {
	var best [maxClauses]float64
	m.stems.EachTerm(text, func(term string, _, _, _ int) {
		for _, t := range m.terms[term] {
			best[t.clause] = max(best[t.clause], t.weight)
		}
	})
	part, _ := m.share(&best, of)
	return part
}

// share returns the part of some clauses' weight that is held, if each clause is held as far as best says. The flag is false, and the part 0,
// if there are no such clauses.
func (m *matcher) share(best *[maxClauses]float64, of func(*Clause) bool) (part float64, some bool) {
	sum, total := 0.0, 0.0
	for i := range m.clauses {
		if c := &m.clauses[i]; of(c) {
			total += c.Weight
			sum += float64(c.Weight * best[i])
		}
	}
	if total == 0 {
		return 0, false
	}
	return sum / total, true
}

// sum returns the weight of the clauses, each as far as best says.
func (m *matcher) sum(best *[maxClauses]float64) float64 {
	sum := 0.0
	for i := range m.clauses {
		sum += float64(m.clauses[i].Weight * best[i])
	}
	return sum
}

// unknown returns the part of the question's weight in words that nothing holds.
func (m *matcher) unknown() float64 {
	part := 0.0
	for i := range m.clauses {
		if c := &m.clauses[i]; c.Postings == 0 {
			part += c.Weight / m.total
		}
	}
	return part
}

// lackingNames returns the part of the weight of the question's names and numbers that is not held, if each clause is held as far as best
// says. The flag is false, and the part 0, if there are none.
func (m *matcher) lackingNames(best *[maxClauses]float64) (part float64, some bool) {
	names, lacking := 0.0, 0.0
	for i := range m.clauses {
		if c := &m.clauses[i]; c.Name || c.Number {
			names += c.Weight
			lacking += float64(c.Weight * (1 - best[i]))
		}
	}
	if names == 0 {
		return 0, false
	}
	return lacking / names, true
}

// coveredBy returns the part of the question's weight that is among the hits.
func (m *matcher) coveredBy(hits []hit) float64 {
	best := strongest(hits, nil)
	return m.sum(&best) / m.total
}

// weigh returns the weight of the clauses with a hit at such bytes of the article.
func (m *matcher) weigh(r *Scored, at func(start, end int) bool) float64 {
	best := strongest(r.hits, func(h *hit) bool {
		return !m.clauses[h.clause].generic && at(r.Passage.Base+h.start, r.Passage.Base+h.end)
	})
	return m.sum(&best)
}

// The parameters of BM25, for passages and statements alike: how soon a repeated term
// counts no more, and how much length counts. Bleve's own scores are not used.
const (
	bm25K1 = 0.4
	bm25B  = 0.2
)

// bm25 returns the weight of a term by its frequency and the length of the text. A text of
// the usual length has the length 1.
func bm25(frequency, length float64) float64 {
	return frequency * (bm25K1 + 1) / (frequency + float64(bm25K1*(1-bm25B+float64(bm25B*length))))
}

// The usual lengths of passages and statements in bytes.
const (
	passageBytes   = 700
	statementBytes = 140
)

// coverage returns BM25 over the hits in a text, as a part of the value if the text held every
// word.
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
			sum += float64(m.clauses[i].Weight * bm25(counts[i], length) * min(1, counts[i]))
		}
	}
	if m.total == 0 {
		return 0
	}
	return sum / m.total
}
