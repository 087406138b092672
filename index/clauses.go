package index

import (
	"cmp"
	"slices"

	"verbatim/index/rank"
	"verbatim/index/view"
)

// newClauses looks the words of a question up in the corpora that a guild sees.
func newClauses(s *view.Snapshot, q *rank.Question, scopes []string) ([]rank.Clause, error) {
	total, err := s.Passages(scopes)
	if err != nil {
		return nil, err
	}
	clauses := make([]rank.Clause, 0, len(q.Words))
	corrected := 0
	for _, w := range q.Words {
		c := rank.Clause{Word: w, Terms: append([]rank.Variant{{Term: w.Term, Weight: 1}}, rank.Variants[w.Term]...)}
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
	for len(clauses) > rank.MaxClauses { // the word that tells the least goes
		least := slices.MinFunc(clauses, func(a, b rank.Clause) int { return cmp.Compare(a.Weight, b.Weight) })
		clauses = slices.DeleteFunc(clauses, func(c rank.Clause) bool { return c.Term == least.Term })
	}
	return clauses, nil
}
