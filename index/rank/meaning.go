package rank

import "math"

// meaning compares the meaning of statements with that of a question. It is made for one
// question, and only one goroutine may use it.
type meaning struct {
	vectors *Vectors
	clauses []int       // the clauses whose word has a vector
	asked   []vector    // their vectors
	whole   vector      // of the question, of length 1
	known   map[int]int // where the row of a word is in tokens
	tokens  []meant
	buf     []byte
}

// meant is a word of a statement with its likeness to the words of the question.
type meant struct {
	vector vector
	tells  float32
	alike  [maxClauses]float32 // by place in meaning.clauses
}

// usualWords is about how many different words the statements of a question have.
const usualWords = 512

// newMeaning prepares the comparison with the clauses' words. A clause counts if its word has a
// vector.
func newMeaning(v *Vectors, clauses []Clause) *meaning {
	m := &meaning{vectors: v, known: make(map[int]int, usualWords), tokens: make([]meant, 0, usualWords)}
	for i, c := range clauses {
		if row, ok := v.find(c.Text); ok {
			at := v.at(row)
			m.clauses, m.asked = append(m.clauses, i), append(m.asked, at)
			m.whole.add(&at, float32(c.Weight))
		}
	}
	if n := m.whole.dot(&m.whole); n > 0 {
		m.whole.scale(1 / float32(math.Sqrt(float64(n))))
	}
	return m
}

// of returns the word, or nil if its meaning is not known.
func (m *meaning) of(word string) *meant {
	m.buf = normalise(m.buf[:0], word)
	if len(m.buf) < 2 || IsStop(m.buf) {
		return nil
	}
	row, ok := m.vectors.find(string(m.buf))
	if !ok {
		return nil
	}
	at, seen := m.known[row]
	if !seen {
		at = len(m.tokens)
		m.known[row] = at
		one := meant{vector: m.vectors.at(row), tells: m.vectors.tells(row)}
		for i := range m.asked {
			one.alike[i] = m.asked[i].dot(&one.vector)
		}
		m.tokens = append(m.tokens, one)
	}
	return &m.tokens[at]
}

// unlike is the likeness at which two words begin to have something in common.
const unlike = 0.3

// measureMeaning measures how near the meaning of the statement is to that of the question.
func measureMeaning(m *matcher, meaning *meaning, s *Scored) {
	var nearest [maxClauses]float32
	var whole vector
	text := s.Text()
	EachWord(text, func(start, end int) {
		word := meaning.of(text[start:end])
		if word == nil {
			return
		}
		whole.add(&word.vector, word.tells)
		for i := range meaning.clauses {
			nearest[i] = max(nearest[i], word.alike[i])
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
