package rank

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// vectorsFile is what words mean: the common words of English with GloVe's
// vectors, four bits a dimension. TestMakeVectors makes it; README.md says from
// what.
//
//go:embed words.vectors
var vectorsFile string

// vectorSize is the dimensions of a vector.
const vectorSize = 100

// vector is a word's place among others: words in whose company the same words
// are met are near to each other.
type vector [vectorSize]float32

// Vectors tell what words mean. They never change and may be shared.
type Vectors struct {
	words []string // sorted
	ranks string   // of each, two bytes: 0 for the most frequent word of English
	rows  string   // of each, vectorSize/2 bytes
}

// errVectors says that the embedded file is not one.
var errVectors = errors.New("the words' vectors are damaged")

// LoadVectors reads the vectors of English words that the program holds.
func LoadVectors() (*Vectors, error) { return newVectors(vectorsFile) }

// newVectors reads the embedded file: a line of words, and then the ranks and the
// rows.
func newVectors(file string) (*Vectors, error) {
	line, rest, _ := strings.Cut(file, "\n")
	v := &Vectors{words: strings.Fields(line)}
	if n := len(v.words); n == 0 || len(rest) != n*(2+vectorSize/2) {
		return nil, fmt.Errorf("%w: %d bytes for %d words", errVectors, len(rest), n)
	}
	v.ranks, v.rows = rest[:2*len(v.words)], rest[2*len(v.words):]
	return v, nil
}

// find is the row of a normalised word.
func (v *Vectors) find(word string) (row int, ok bool) { return slices.BinarySearch(v.words, word) }

// at is the vector of a row, of length 1.
func (v *Vectors) at(row int) (out vector) {
	packed := v.rows[row*vectorSize/2:][:vectorSize/2]
	sum := float32(0)
	for i := range len(packed) {
		low, high := float32(packed[i]&15)-8, float32(packed[i]>>4)-8
		out[2*i], out[2*i+1] = low, high
		sum += low*low + high*high
	}
	if sum > 0 {
		out.scale(1 / float32(math.Sqrt(float64(sum))))
	}
	return out
}

// tells is how much a row's word tells by how rare it is, about 0.2 to 1.
func (v *Vectors) tells(row int) float32 {
	rank := binary.LittleEndian.Uint16([]byte(v.ranks[2*row : 2*row+2]))
	return float32(math.Log(float64(rank)+10) / math.Log(float64(len(v.words))))
}

func (x *vector) scale(by float32) {
	for i := range x {
		x[i] *= by
	}
}

func (x *vector) add(y *vector, times float32) {
	for i := range x {
		x[i] += times * y[i]
	}
}

func (x *vector) dot(y *vector) float32 {
	var a, b, c, d float32
	for i := 0; i < vectorSize; i += 4 {
		a += x[i] * y[i]
		b += x[i+1] * y[i+1]
		c += x[i+2] * y[i+2]
		d += x[i+3] * y[i+3]
	}
	return a + b + c + d
}

// meaning compares what statements mean with what a question does. It is made
// for one question and may not be shared.
type meaning struct {
	vectors *Vectors
	clauses []int    // the clauses whose word has a vector
	asked   []vector // theirs
	whole   vector   // the question's, of length 1
	known   map[int]int
	words   []meant
	buf     []byte
}

// meant is a word of a statement with its likeness to the words of a question.
type meant struct {
	vector vector
	tells  float32
	alike  [MaxClauses]float32 // by place in meaning.clauses
}

// usualWords is about how many words the statements of a question have.
const usualWords = 512

func newMeaning(v *Vectors, clauses []Clause) *meaning {
	m := &meaning{vectors: v, known: make(map[int]int, usualWords), words: make([]meant, 0, usualWords)}
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

// of is the word, nil where nothing is known about it.
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
		at = len(m.words)
		m.known[row] = at
		one := meant{vector: m.vectors.at(row), tells: m.vectors.tells(row)}
		for i := range m.asked {
			one.alike[i] = m.asked[i].dot(&one.vector)
		}
		m.words = append(m.words, one)
	}
	return &m.words[at]
}

// unlike is the likeness from which on words have something in common.
const unlike = 0.3

// measureMeaning fills in how near the statement's words come to the question's.
func (m *Matcher) measureMeaning(s *Scored) {
	var nearest [MaxClauses]float32
	var whole vector
	text := s.Text()
	EachWord(text, func(start, end int) {
		word := m.meaning.of(text[start:end])
		if word == nil {
			return
		}
		whole.add(&word.vector, word.tells)
		for i := range m.meaning.clauses {
			nearest[i] = max(nearest[i], word.alike[i])
		}
	})
	var best [MaxClauses]float64
	for i, c := range m.meaning.clauses {
		best[c] = float64(nearest[i])
	}
	for _, h := range s.hits {
		if !h.soft {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	f := &s.Features
	for i, c := range m.Clauses {
		f[meansNear] += c.Weight * max(0, best[i]-unlike) / (1 - unlike)
	}
	f[meansNear] /= m.total
	if n := whole.dot(&whole); n > 0 {
		f[meansWhole] = float64(m.meaning.whole.dot(&whole)) / math.Sqrt(float64(n))
	}
}
