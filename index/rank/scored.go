package rank

import (
	"bytes"
	"cmp"
	"slices"
	"verbatim/corpus"
	"verbatim/index/passage"
)

// Scored is a statement with its features and its score.
type Scored struct {
	Passage   *passage.Passage
	Statement int
	known     *knownText // nil if it is not kept
	hits      []hit      // inside the statement
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

// Saying returns the Saying of the statement's text.
func (s *Scored) Saying() uint64 {
	if s.known != nil {
		return s.known.statements[s.Statement].saying
	}
	return Saying(s.Text())
}

// compareScored puts the better statement first. The order of two equally good ones does
// not depend on how the index was built.
func compareScored(a, b *Scored) int {
	if a.Score != b.Score {
		return cmp.Compare(b.Score, a.Score)
	}
	return cmp.Or(bytes.Compare(a.Passage.Article[:], b.Passage.Article[:]), cmp.Compare(a.Passage.Base, b.Passage.Base))
}

// sortScored puts the better statements first, and leaves equal ones in their order. A statement
// is large, so it is moved once.
func sortScored(all []Scored) {
	order := make([]int, len(all)) // of the statement that comes to each place
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareScored(&all[a], &all[b]) })
	for i := range order {
		if order[i] == i {
			continue
		}
		moved, at := all[i], i
		for order[at] != i {
			next := order[at]
			all[at], order[at] = all[next], at
			at = next
		}
		all[at], order[at] = moved, at
	}
}
