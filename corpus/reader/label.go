package reader

import (
	"context"
	"fmt"
	"strings"
)

// labelLength is the number of pieces, with the special ones, that are read together. Training used the same number.
const labelLength = 128

// Labelled is a piece of a text with a number for each label of the head: the larger, the more likely.
type Labelled struct {
	Piece
	Scores []float32
}

// Labels returns the names of the labels of a head of kind labels, in the order of their scores.
func (n *Network) Labels(head string) ([]string, error) {
	h, err := n.find(head, kindLabels)
	if err != nil {
		return nil, err
	}
	return append([]string(nil), h.labels...), nil
}

// Label labels the pieces of a text. A long text is read in windows, cut at a paragraph or else after a sentence.
func (n *Network) Label(ctx context.Context, head, text string) ([]Labelled, error) {
	h, err := n.find(head, kindLabels)
	if err != nil {
		return nil, err
	}
	pieces := n.tokenizer.Pieces(text)
	var sequences []sequence
	var starts []int
	for at := 0; at < len(pieces); {
		end := window(text, pieces, at, min(labelLength, n.shape.Positions)-2)
		sequences = append(sequences, n.tokenizer.around(pieces[at:end]))
		starts = append(starts, at)
		at = end
	}
	out := make([]Labelled, len(pieces))
	err = n.run(ctx, h, sequences, func(i int, x []float32, _ *scratch) {
		width := n.shape.Width
		for j := range len(sequences[i].ids) - 2 {
			scores := make([]float32, len(h.labels))
			h.last.apply(scores, x[(j+1)*width:(j+2)*width])
			out[starts[i]+j] = Labelled{pieces[starts[i]+j], scores}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("reader: label: %w", err)
	}
	return out, nil
}

// window returns the end of the window that begins at piece from and has at most size pieces. If more pieces follow, it ends before the
// last paragraph that begins in its second half, else after the last sentence that ends there, else after size pieces.
func window(text string, pieces []Piece, from, size int) int {
	end := from + size
	if end >= len(pieces) {
		return len(pieces)
	}
	sentence := 0
	for i := end; i > max(from+size/2+1, from+1); i-- {
		gap := text[pieces[i-1].End:pieces[i].Start]
		if strings.Contains(gap, "\n") {
			return i
		}
		last := text[pieces[i-1].Start:pieces[i-1].End]
		if sentence == 0 && gap == " " && strings.Contains(`.!?”"`, last) {
			sentence = i
		}
	}
	if sentence > 0 {
		return sentence
	}
	return end
}
