package reader

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
)

// TestAgreesWithFloat compares all heads with the network in float32.
func TestAgreesWithFloat(t *testing.T) {
	n, want := openTiny(t), readTruth(t)
	for _, v := range want.Vectors {
		for head, w := range map[string][]float32{"vectors": v.Vector, "short": v.Projected} {
			got, err := n.Vectors(t.Context(), head, []string{v.Text})
			if err != nil {
				t.Fatal(err)
			}
			if c := cosine(got[0], w); c < 0.985 {
				t.Errorf("%s of %q: cosine %.4f", head, v.Text, c)
			}
		}
	}
	for _, s := range want.Scores {
		got, err := n.Score(t.Context(), "answers", s.Question, []Passage{{Statement: s.Statement, Title: s.Title, Before: s.Before}})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(got[0]-s.Score)) > 0.12 {
			t.Errorf("score of %q is %.3f, want %.3f", s.Statement, got[0], s.Score)
		}
	}
	for _, l := range want.Labels {
		got, err := n.Label(t.Context(), "reports", l.Text)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Scores) == labelLength-2 {
			continue // cut there, read in windows here
		}
		for i, w := range l.Scores {
			for j := range w {
				if math.Abs(float64(got[i].Scores[j]-w[j])) > 0.35 {
					t.Errorf("label %d of piece %d of %q is %.3f, want %.3f", j, i, l.Text, got[i].Scores[j], w[j])
				}
			}
		}
	}
}

func cosine(v Vector, w []float32) float64 {
	var dot, a, b float64
	for i, x := range v.Values {
		y := float64(x) * float64(v.Scale)
		dot, a, b = dot+y*float64(w[i]), a+y*y, b+float64(w[i])*float64(w[i])
	}
	return dot / math.Sqrt(a*b)
}

// results are all numbers that the tiny network computes for the texts of the truth.
func results(t *testing.T, n *Network) []byte {
	t.Helper()
	var texts []string
	var out []byte
	truth := readTruth(t)
	for _, p := range truth.Pieces {
		texts = append(texts, p.Text)
	}
	for _, head := range []string{"vectors", "short"} {
		vectors, err := n.Vectors(t.Context(), head, texts)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range vectors {
			for _, x := range v.Values {
				out = append(out, byte(x))
			}
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v.Scale))
		}
	}
	for _, s := range truth.Scores {
		scores, err := n.Score(t.Context(), "answers", s.Question, []Passage{{Statement: s.Statement, Title: s.Title, Before: s.Before}, {Statement: s.Question}})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range scores {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	for _, text := range texts {
		labelled, err := n.Label(t.Context(), "reports", text)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range labelled {
			for _, x := range l.Scores {
				out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
			}
		}
	}
	return out
}

// TestSameBits checks that every kernel, on every kind of machine, gives the same bits.
func TestSameBits(t *testing.T) {
	const want = "ede6c83c676e4f396fcb531576fc66a0f65959a15843a66984f6f0ad292dfbe1"
	t.Logf("the first kernel is %s", kernels()[0].name) // for .ci/run bits
	for _, k := range kernels() {
		n := openTiny(t)
		n.kernel = &k
		sum := sha256.Sum256(results(t, n))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: the results have the digest %s, want %s", k.name, got, want)
		}
	}
}

// TestAlone checks that a text's vector does not depend on what is computed with it, and that calls can overlap.
func TestAlone(t *testing.T) {
	n := openTiny(t)
	var texts []string
	for _, p := range readTruth(t).Pieces {
		texts = append(texts, p.Text)
	}
	together, err := n.Vectors(t.Context(), "vectors", texts)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i, text := range texts {
		group.Go(func() {
			one, err := n.Vectors(t.Context(), "vectors", []string{text})
			if err != nil {
				t.Error(err)
			} else if one[0].Scale != together[i].Scale || !slices.Equal(one[0].Values, together[i].Values) {
				t.Errorf("%q has another vector by itself", text)
			}
		})
	}
	group.Wait()
}

func TestContextEnds(t *testing.T) {
	n := openTiny(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Vectors(ctx, "vectors", []string{"a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("vectors: %v", err)
	}
	if _, err := n.Score(ctx, "answers", "a", []Passage{{Statement: "b"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("score: %v", err)
	}
	if _, err := n.Label(ctx, "reports", "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("label: %v", err)
	}
}

func TestHeads(t *testing.T) {
	n := openTiny(t)
	if _, err := n.Vectors(t.Context(), "answers", nil); err == nil {
		t.Error("a score head gave vectors")
	}
	if _, err := n.Score(t.Context(), "nothing", "", nil); err == nil {
		t.Error("a head that does not exist gave scores")
	}
	if got, err := n.Labels("reports"); err != nil || !slices.Equal(got, []string{"O", "B-c", "I-c", "B-s", "I-s"}) {
		t.Errorf("labels %v, %v", got, err)
	}
	if len(n.layers) != 3 {
		t.Errorf("%d layers, want 3: the heads share the first", len(n.layers))
	}
}

// TestWindow checks where a long text is cut.
func TestWindow(t *testing.T) {
	n := openTiny(t)
	for _, c := range []struct {
		text       string
		size, want int
	}{
		{"a b c d e f", 10, 6},
		{"a b c d e f g h i j k l", 8, 8},
		{"a b c d e f. g h i j k l", 10, 7},
		{"a b c d e f. g\nh i. j k l", 10, 8},
		{"a.b c d e f g h i j k l", 6, 6},
	} {
		if got := window(c.text, n.tokenizer.Pieces(c.text), 0, c.size); got != c.want {
			t.Errorf("%q in windows of %d: cut at %d, want %d", c.text, c.size, got, c.want)
		}
	}
}
