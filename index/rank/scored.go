package rank

import (
	"bytes"
	"cmp"
	"verbatim/corpus"
	"verbatim/index/passage"
)

// Scored is a statement with its features and its score.
type Scored struct {
	Passage   *passage.Passage
	Statement int
	hits      []hit // inside the statement
	Features  Features
	Score     float64
	read      bool    // the reader has read it with the question
	share     float64 // if it was read: see readShare
	lead      float64 // and readLead
}

// Read reports whether the reader has read the statement with the question.
func (s *Scored) Read() bool { return s.read }

// Text returns the statement's text.
func (s *Scored) Text() string { return s.Passage.Statements[s.Statement].Span.In(s.Passage.Text) }

// Start returns where the statement begins in its article, in bytes.
func (s *Scored) Start() int { return s.Passage.Base + s.span().Start }

// span returns the statement's bytes in the passage.
func (s *Scored) span() corpus.Span { return s.Passage.Statements[s.Statement].Span }

// compareScored puts the better statement first. The order of two equally good ones does
// not depend on how the index was built.
func compareScored(a, b Scored) int {
	if a.Score != b.Score {
		return cmp.Compare(b.Score, a.Score)
	}
	return cmp.Or(bytes.Compare(a.Passage.Article[:], b.Passage.Article[:]), cmp.Compare(a.Passage.Base, b.Passage.Base))
}
