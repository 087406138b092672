package reader

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// openFull opens the weights named by VERBATIM_READER, which are too large for the repository.
func openFull(t testing.TB) *Network {
	t.Helper()
	name := os.Getenv("VERBATIM_READER")
	if name == "" {
		t.Skip("VERBATIM_READER does not name a weights file; training/export.py makes one")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFull compares pieces and vectors with those that training/truth.py computed in float32.
func TestFull(t *testing.T) {
	n := openFull(t)
	b, err := os.ReadFile(os.Getenv("VERBATIM_READER_TRUTH"))
	if err != nil {
		t.Fatal(err)
	}
	var truth []struct {
		Text   string
		IDs    []int32
		Vector []float32
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	sum, worst, pieces := 0.0, 1.0, 0
	for _, w := range truth {
		if got := n.tokenizer.single(w.Text, vectorLength).ids; !slices.Equal(got, w.IDs) {
			t.Errorf("%q: pieces %v, want %v", w.Text, got, w.IDs)
		}
		got, err := n.Vectors(t.Context(), "vectors", []string{w.Text})
		if err != nil {
			t.Fatal(err)
		}
		c := cosine(got[0], w.Vector)
		sum, worst, pieces = sum+c, min(worst, c), pieces+len(w.IDs)
	}
	mean := sum / float64(len(truth))
	t.Logf("%d texts of %.1f pieces: cosine %.5f in the mean, %.5f at worst", len(truth), float64(pieces)/float64(len(truth)), mean, worst)
	if mean < 0.99 || worst < 0.98 {
		t.Error("the integers are too far from the floats")
	}
}

// BenchmarkVectors measures a question and a statement by themselves, and a batch of statements.
func BenchmarkVectors(b *testing.B) {
	n := openFull(b)
	for _, k := range kernels() {
		n.kernel = &k
		for _, c := range []struct{ texts, pieces int }{{1, 12}, {1, 40}, {16, 40}} {
			texts := slices.Repeat([]string{strings.Repeat("house ", c.pieces-2)}, c.texts)
			b.Run(fmt.Sprintf("%s/%dx%d", k.name, c.texts, c.pieces), func(b *testing.B) {
				b.ReportAllocs()
				begun := processTime()
				for b.Loop() {
					if _, err := n.Vectors(b.Context(), "vectors", texts); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric((processTime()-begun).Seconds()*1e3/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

// BenchmarkScore measures 40 passages for a question, with a head "answers" of kind score.
func BenchmarkScore(b *testing.B) {
	n := openFull(b)
	if _, err := n.find("answers", kindScore); err != nil {
		b.Skip(err)
	}
	statement := strings.Repeat("house ", 40)
	passages := slices.Repeat([]Passage{{Statement: statement, Title: "A title of six words here", Before: statement}}, 40)
	for _, k := range kernels() {
		n.kernel = &k
		b.Run(k.name, func(b *testing.B) {
			begun := processTime()
			for b.Loop() {
				if _, err := n.Score(b.Context(), "answers", "Who said that the old bridge would be closed?", passages); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((processTime()-begun).Seconds()*1e3/float64(b.N), "cpu-ms/op")
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	openFull(b)
	data, err := os.ReadFile(os.Getenv("VERBATIM_READER"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPieces(b *testing.B) {
	n := openFull(b)
	const text = "The mayor of the town told reporters on Tuesday evening that the old bridge across the river wouldn't reopen before 2027."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		n.tokenizer.Pieces(text)
	}
}
