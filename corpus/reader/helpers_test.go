package reader

import (
	"encoding/json"
	"os"
	"testing"
)

// truth is what training/tiny.py computed with the original tokenizer and with the network in float32.
type truth struct {
	Pieces []struct {
		Text    string
		IDs     []int32
		Offsets [][2]int // in characters
	}
	Vectors []struct {
		Text              string
		Vector, Projected []float32
	}
	Scores []struct {
		Question, Statement, Title, Before string
		IDs                                []int32
		Score                              float32
	}
	Labels []struct {
		Text   string
		Scores [][]float32
	}
}

func readTruth(t *testing.T) (out truth) {
	t.Helper()
	b, err := os.ReadFile("testdata/tiny.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func tinyWeights(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/tiny.weights")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func openTiny(t testing.TB) *Network {
	t.Helper()
	n, err := Open(tinyWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
