package index

import (
	"context"

	"verbatim/corpus"
)

// answer runs a search and returns its answers in the order of the query, or why there are none.
// The error is corpus.ErrUnknownSpeaker if the query's speaker has no certain statement, and no
// other statement answers that may be theirs.
func answer(ctx context.Context, s *searchRun) (corpus.Found, error) {
	if err := s.prepare(ctx); err != nil {
		return corpus.Found{}, err
	}
	find := answerBest
	switch {
	case len(s.question.Words) == 0:
		find = answerListing
	case s.query.Order != corpus.Best:
		find = answerByDate
	}
	c, err := find(ctx, s)
	if err != nil {
		return corpus.Found{}, err
	}
	if len(c.answers) == 0 && s.filter.unsure {
		return corpus.Found{}, unknownSpeaker(s.query)
	}
	return c.found(), nil
}

// answerBest returns the best answers first. It ranks more passages if repetitions and
// filters leave too few answers.
func answerBest(ctx context.Context, s *searchRun) (*collector, error) {
	for breadth := s.breadth(); ; breadth *= 4 {
		ranked, passages, err := s.best(ctx, breadth)
		if err != nil {
			return nil, err
		}
		s.refused = false
		c := newCollector(s)
		if err := c.addRanked(ranked); err != nil {
			return nil, err
		}
		enough := len(c.answers) >= s.limit() || passages < breadth || breadth >= maxBreadth
		if enough || s.refused && (len(c.answers) > 0 || !s.filtered()) {
			return c, nil
		}
	}
}
