package rank

import (
	"bytes"
	"cmp"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// Start is where the statement begins in its article.
func (s *Scored) Start() int { return s.Passage.Base + s.span().Start }

// span is the statement's bytes in the passage.
func (s *Scored) span() corpus.Span { return s.Passage.Statements[s.Statement].Span }

// Text is the statement's text.
func (s *Scored) Text() string { return s.Passage.Statements[s.Statement].Span.In(s.Passage.Text) }

// Scored is a statement with what speaks for it.
type Scored struct {
	Passage   *passage.Passage
	Statement int
	hits      []hit // within the statement
	Features  Features
	Score     float64
}

// compareScored puts the better statement first; of two that are as good the
// order does not depend on how the index came to be.
func compareScored(a, b Scored) int {
	if a.Score != b.Score {
		return cmp.Compare(b.Score, a.Score)
	}
	return cmp.Or(bytes.Compare(a.Passage.Article[:], b.Passage.Article[:]), cmp.Compare(a.Passage.Base, b.Passage.Base))
}
