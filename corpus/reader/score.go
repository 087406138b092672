package reader

import (
	"context"
	"fmt"
	"strings"
)

// Passage is a statement with what helps to understand it.
type Passage struct {
	Statement string
	Title     string // of its article
	Speaker   string // who is certainly reported to say it, if anyone
	Before    string // the statement before it in the article, if any
}

const (
	// scoreLength is the number of pieces, with the special ones, of question and passage together. Training used the same numbers.
	scoreLength = 96
	// statementWords and beforeWords are how many words are read of the statement, from its beginning, and of the one before it, up to its end.
	statementWords = 70
	beforeWords    = 25
)

// Score returns, for each passage, how well its statement answers the question, by a head of kind score. Above 0 it is more likely to
// answer than not.
func (n *Network) Score(ctx context.Context, head, question string, passages []Passage) ([]float32, error) {
	h, err := n.find(head, kindScore)
	if err != nil {
		return nil, err
	}
	asked := n.tokenizer.ids(question)
	sequences := make([]sequence, len(passages))
	for i := range passages {
		sequences[i] = n.tokenizer.pair(asked, n.passage(&passages[i]), min(scoreLength, n.shape.Positions))
	}
	out := make([]float32, len(passages))
	err = n.run(ctx, h, sequences, func(i int, x []float32, s *scratch) {
		width := n.shape.Width
		s.in.row(n.kernel, 0, x[:width])
		h.dense.multiply(n.kernel, s, 1)
		y := s.y[:width]
		h.dense.restore(n.kernel, y, s, 0)
		for j, v := range y {
			y[j] = tanh(v)
		}
		h.last.apply(out[i:i+1], y)
	})
	if err != nil {
		return nil, fmt.Errorf("reader: score: %w", err)
	}
	return out, nil
}

// passage returns the pieces of: statement, separator, title, full stop, speaker, colon, statement before.
func (n *Network) passage(p *Passage) []int32 {
	words := strings.Fields(p.Statement)
	ids := append(n.tokenizer.ids(strings.Join(words[:min(len(words), statementWords)], " ")), n.tokenizer.separator)
	context := ""
	if p.Title != "" {
		context = p.Title + " . "
	}
	if p.Speaker != "" {
		context += p.Speaker + " : "
	}
	words = strings.Fields(p.Before)
	return append(ids, n.tokenizer.ids(context+strings.Join(words[max(0, len(words)-beforeWords):], " "))...)
}
