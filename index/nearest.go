package index

import "context"

// nearStatement is a statement whose vector is near the question's.
type nearStatement struct {
	number     uint64 // of its passage's document
	statement  int
	similarity float32
}

// nearest returns the n statements nearest to the question.
func (s *searchRun) nearest(context.Context, int) ([]nearStatement, error) { return nil, nil }
