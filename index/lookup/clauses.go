package lookup

import (
	"verbatim/index/rank"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// Clauses looks up the words of a question in the layers that a query sees. A word that none
// of them holds is corrected, or divided in two, unless the question is literal.
func Clauses(s *view.Snapshot, q *rank.Question, scopes []string, stems *wording.Stemmer, english func(string) bool) ([]rank.Clause, error) {
	total, err := s.Passages(scopes)
	if err != nil {
		return nil, err
	}
	spell := &speller{snapshot: s, stems: stems, scopes: scopes, english: english, left: maxCorrected}
	clauses := make([]rank.Clause, 0, len(q.Words))
	for _, w := range q.Words {
		c, err := newClause(s, w, scopes)
		if err != nil {
			return nil, err
		}
		found := []rank.Clause{c}
		if !q.Literal {
			if found, err = spell.asMeant(c); err != nil {
				return nil, err
			}
		}
		for _, c := range found {
			c.Weight = rank.IDF(total, c.DF)
			clauses = append(clauses, c)
		}
	}
	return rank.Rarest(clauses), nil
}

// newClause looks up a word and its variants.
func newClause(s *view.Snapshot, w rank.Word, scopes []string) (rank.Clause, error) {
	c := rank.NewClause(w)
	for _, v := range c.Terms {
		n, err := s.CountIn(v.Term, scopes)
		if err != nil {
			return c, err
		}
		c.Postings += n
		if v.Weight == 1 {
			c.DF += n
		}
	}
	return c, nil
}
