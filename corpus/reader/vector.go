package reader

import (
	"context"
	"fmt"
)

// vectorLength is the number of pieces of a text, with the special ones, that its vector depends on.
const vectorLength = 256

// Vector is a sentence as a point: the vectors of similar sentences have a large inner product. Its length is 1: number i is
// Values[i] times Scale.
type Vector struct {
	Values []int8
	Scale  float32
}

// Dot returns the inner product of two vectors of one head, about -1 to 1.
func (v Vector) Dot(o Vector) float32 {
	var sum int32
	for i, x := range v.Values {
		sum += int32(x) * int32(o.Values[i])
	}
	return float32(float32(sum)*v.Scale) * o.Scale
}

// Vectors returns the vectors of texts by a head of kind vector.
func (n *Network) Vectors(ctx context.Context, head string, texts []string) ([]Vector, error) {
	h, err := n.find(head, kindVector)
	if err != nil {
		return nil, err
	}
	sequences := make([]sequence, len(texts))
	for i, text := range texts {
		sequences[i] = n.tokenizer.single(text, min(vectorLength, n.shape.Positions))
	}
	out := make([]Vector, len(texts))
	err = n.run(ctx, h, sequences, func(i int, x []float32, s *scratch) {
		mean := s.z[:n.shape.Width]
		pool32(mean, x)
		out[i] = n.vector(h, mean, s)
	})
	if err != nil {
		return nil, fmt.Errorf("reader: vectors: %w", err)
	}
	return out, nil
}

// pool32 writes the sum of the tokens' vectors to out. Its length does not matter, for it is scaled to 1.
func pool32(out, x []float32) {
	clear(out)
	for ; len(x) > 0; x = x[len(out):] {
		for j, v := range x[:len(out)] {
			out[j] += v
		}
	}
	unit(out)
}

// vector projects x if the head has a projection, and rounds it.
func (n *Network) vector(h *head, x []float32, s *scratch) Vector {
	if h.dense != nil {
		s.in.row(n.kernel, 0, x)
		h.dense.multiply(n.kernel, s, 1)
		x = s.y[:h.dense.outputs]
		h.dense.restore(n.kernel, x, s, 0)
		unit(x)
	}
	r := newRounded(1, len(x))
	r.row(n.kernel, 0, x)
	return Vector{r.values, r.scales[0]}
}
