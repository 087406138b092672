package index

import (
	"verbatim/index/rank"
	"verbatim/index/view"
)

// newClauses looks up the words of a question in the layers that a query sees.
func newClauses(s *view.Snapshot, q *rank.Question, scopes []string) ([]rank.Clause, error) {
	total, err := s.Passages(scopes)
	if err != nil {
		return nil, err
	}
	clauses := make([]rank.Clause, 0, len(q.Words))
	corrected := 0
	for _, w := range q.Words {
		c := rank.NewClause(w)
		for _, v := range c.Terms {
			n, err := s.CountIn(v.Term, scopes)
			if err != nil {
				return nil, err
			}
			c.Postings += n
			if v.Weight == 1 {
				c.DF += n
			}
		}
		if c.DF == 0 && !q.Literal && corrected < maxCorrected {
			corrected++
			if err := correct(&c, s, scopes); err != nil {
				return nil, err
			}
		}
		c.Weight = rank.IDF(total, c.DF)
		clauses = append(clauses, c)
	}
	return rank.Rarest(clauses), nil
}
