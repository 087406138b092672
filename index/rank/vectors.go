package rank

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"verbatim/index/wording"
	"verbatim/internal/exact"
)

// vectorsFile holds the common words of English with GloVe's vectors, four bits a
// dimension. TestMakeVectors makes it; README.md of index says from which data.
//
//go:embed words.vectors
var vectorsFile string

// vectorSize is the number of dimensions of a vector.
const vectorSize = 100

// vector is the place of a word among others. Words that occur in the same company have
// vectors that are near to each other.
type vector [vectorSize]float32

// Vectors hold what words mean. They never change, but remember the vectors that were asked for,
// which takes at most 6 MB.
type Vectors struct {
	words []string // sorted
	read  []atomic.Pointer[wordVector]
	ranks string // of each, two bytes: 0 for the most frequent word of English
	rows  string // of each, vectorSize/2 bytes
}

// maxWords is the most words of a file, since their ranks have two bytes.
const maxWords = 1<<16 - 1

// errVectors is the error of a file that does not hold vectors.
var errVectors = errors.New("the words' vectors are damaged")

// LoadVectors reads the vectors of English words that the program embeds.
func LoadVectors() (*Vectors, error) { return newVectors(vectorsFile) }

// newVectors reads a file of vectors: a line of words, then the ranks, then the rows.
func newVectors(file string) (*Vectors, error) {
	line, rest, _ := strings.Cut(file, "\n")
	v := &Vectors{words: strings.Fields(line)}
	if n := len(v.words); n == 0 || n > maxWords || len(rest) != n*(2+vectorSize/2) {
		return nil, fmt.Errorf("%w: %d bytes for %d words", errVectors, len(rest), n)
	}
	v.read = make([]atomic.Pointer[wordVector], len(v.words))
	v.ranks, v.rows = rest[:2*len(v.words)], rest[2*len(v.words):]
	return v, nil
}

// find returns the row of a normalised word.
func (v *Vectors) find(word string) (row int, ok bool) { return slices.BinarySearch(v.words, word) }

// Knows reports whether a normalised word is one of the common words.
func (v *Vectors) Knows(word string) bool {
	_, ok := v.find(word)
	return ok
}

// rowOf returns the row of a word of a text, or -1 if it has none or tells nothing.
func (v *Vectors) rowOf(word string) int32 {
	var buf [wording.MaxTerm]byte
	normal := wording.Normalise(buf[:0], word)
	if len(normal) < 2 || wording.IsStop(normal) {
		return -1
	}
	row, ok := v.find(string(normal))
	if !ok {
		return -1
	}
	return int32(row)
}

// wordVector is the vector of a word, and how much the word tells.
type wordVector struct {
	vector
	tells float32
}

// word returns the vector of a row with what its word tells.
func (v *Vectors) word(row int) *wordVector {
	if w := v.read[row].Load(); w != nil {
		return w
	}
	w := &wordVector{v.at(row), v.tells(row)}
	v.read[row].Store(w)
	return w
}

// at returns the vector of a row. Its length is 1.
func (v *Vectors) at(row int) (out vector) {
	packed := v.rows[row*vectorSize/2:][:vectorSize/2]
	sum := float32(0)
	for i := range len(packed) {
		low, high := float32(packed[i]&15)-8, float32(packed[i]>>4)-8
		out[2*i], out[2*i+1] = low, high
		sum += float32(low*low) + float32(high*high)
	}
	if sum > 0 {
		out.scale(1 / float32(math.Sqrt(float64(sum))))
	}
	return out
}

// tells returns how rare a row's word is, about 0.2 to 1.
func (v *Vectors) tells(row int) float32 {
	rank := binary.LittleEndian.Uint16([]byte(v.ranks[2*row : 2*row+2]))
	return float32(exact.Log(float64(rank)+10) / exact.Log(float64(len(v.words))))
}

func (x *vector) scale(by float32) {
	for i := range x {
		x[i] *= by
	}
}

func (x *vector) add(y *vector, times float32) {
	for i := range x {
		x[i] += float32(times * y[i])
	}
}

func (x *vector) dot(y *vector) float32 {
	var a, b, c, d float32
	for i := 0; i < vectorSize; i += 4 {
		a += float32(x[i] * y[i])
		b += float32(x[i+1] * y[i+1])
		c += float32(x[i+2] * y[i+2])
		d += float32(x[i+3] * y[i+3])
	}
	return a + b + c + d
}
