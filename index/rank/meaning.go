package rank

import (
	"math"

	"verbatim/index/wording"
)

// meaning compares the meaning of statements with that of a question. It is made for one
// question, and only one goroutine may use it.
type meaning struct {
	vectors *Vectors
	clauses []int     // the clauses whose word has a vector
	asked   []*vector // their vectors
	whole   vector    // of the question, of length 1
	known   []uint16  // where the word of a row is in tokens, from 1; 0 if it was not met
	tokens  []meant
	alike   []float32 // of all tokens
}

// meant is a word of a statement with its likeness to the words of the question.
type meant struct {
	*wordVector
	alike []float32 // by place in meaning.clauses
}

// usualWords is about how many different words the statements of a question have.
const usualWords = 512

// newMeaning prepares the comparison with the clauses' words. A clause counts if its word has a
// vector.
func newMeaning(v *Vectors, clauses []Clause) *meaning {
	m := &meaning{vectors: v, known: make([]uint16, len(v.words)), tokens: make([]meant, 0, usualWords)}
	for i, c := range clauses {
		if row, ok := v.find(c.Text); ok {
			at := &v.word(row).vector
			m.clauses, m.asked = append(m.clauses, i), append(m.asked, at)
			m.whole.add(at, float32(c.Weight))
		}
	}
	if n := m.whole.dot(&m.whole); n > 0 {
		m.whole.scale(1 / float32(math.Sqrt(float64(n))))
	}
	return m
}

// row returns the word of that row.
func (m *meaning) row(row int32) *meant {
	if m.known[row] == 0 {
		one := meant{wordVector: m.vectors.word(int(row))}
		if len(m.alike)+len(m.asked) > cap(m.alike) {
			m.alike = make([]float32, 0, usualWords*max(1, len(m.asked)))
		}
		from := len(m.alike)
		for _, asked := range m.asked {
			m.alike = append(m.alike, asked.dot(&one.vector))
		}
		one.alike = m.alike[from:]
		m.tokens = append(m.tokens, one)
		m.known[row] = uint16(len(m.tokens))
	}
	return &m.tokens[m.known[row]-1]
}

// each calls visit for each word of the statement whose meaning is known.
func (m *meaning) each(s *Scored, visit func(*meant)) {
	if s.known != nil {
		of := &s.known.statements[s.Statement]
		for _, w := range s.known.terms[of.first:of.end] {
			if w.row >= 0 {
				visit(m.row(w.row))
			}
		}
		return
	}
	text := s.Text()
	wording.EachWord(text, func(start, end int) {
		if row := m.vectors.rowOf(text[start:end]); row >= 0 {
			visit(m.row(row))
		}
	})
}

// unlike is the likeness at which two words begin to have something in common.
const unlike = 0.3

// measureMeaning measures how near the meaning of the statement is to that of the question.
func measureMeaning(m *matcher, meaning *meaning, s *Scored) {
	var nearest [maxClauses]float32
	var whole vector
	meaning.each(s, func(word *meant) {
		whole.add(&word.vector, word.tells)
		for i, alike := range word.alike {
			nearest[i] = max(nearest[i], alike)
		}
	})
	var best [maxClauses]float64
	for i, c := range meaning.clauses {
		best[c] = float64(nearest[i])
	}
	for _, h := range s.hits {
		if !h.soft {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	f := &s.Features
	for i, c := range m.clauses {
		f[meansNear] += float64(c.Weight*max(0, best[i]-unlike)) / (1 - unlike)
	}
	f[meansNear] /= m.total
	if n := whole.dot(&whole); n > 0 {
		f[meansWhole] = float64(meaning.whole.dot(&whole)) / math.Sqrt(float64(n))
	}
}
