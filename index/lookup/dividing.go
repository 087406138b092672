package lookup

import (
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// Bounds of looking for a word as two: "twoplayer" for "two player".
const (
	minDivided  = 5     // letters
	maxDivided  = 20    // letters
	mostDivided = 20000 // passages that may hold either
	maxTogether = 20    // passages that are read to see whether the two stand together
)

// asMeant returns the clauses of a word: its own, corrected if it is not known, or those of the
// two words that it is made of.
func (s *speller) asMeant(c rank.Clause) ([]rank.Clause, error) {
	switch {
	case c.DF == 1 && c.Postings == 1:
		err := s.alsoMeant(&c)
		return []rank.Clause{c}, err
	case c.DF > 0:
		return []rank.Clause{c}, nil
	}
	if c.Postings == 0 {
		if two, err := s.divide(&c); err != nil || len(two) > 0 {
			return two, err
		}
		if err := s.correct(&c); err != nil {
			return nil, err
		}
	}
	return []rank.Clause{c}, nil
}

// divide returns the clauses of the two words that a clause's word is made of, if they stand
// together anywhere.
func (s *speller) divide(c *rank.Clause) ([]rank.Clause, error) {
	if n := len(c.Text); c.Number || n < minDivided || n > maxDivided || !isSpelt(c.Text) {
		return nil, nil
	}
	for at := range c.Text {
		first, second, ok := c.Divide(at)
		if !ok {
			continue
		}
		two := make([]rank.Clause, 2)
		for i, w := range [...]rank.Word{first, second} {
			var err error
			if two[i], err = newClause(s.snapshot, w, s.scopes); err != nil {
				return nil, err
			}
			if two[i].DF == 0 || two[i].DF > mostDivided {
				break
			}
		}
		if two[1].DF == 0 || two[1].DF > mostDivided {
			continue
		}
		if together, err := s.standTogether(first.Term, second.Term); err != nil || together {
			return two, err
		}
	}
	return nil, nil
}

// standTogether reports whether a passage holds two terms one right after the other.
func (s *speller) standTogether(first, second string) (bool, error) {
	both, err := s.snapshot.All(view.FieldText, []string{first, second}, s.scopes)
	if err != nil {
		return false, err
	}
	it := both.Iterator()
	for n := 0; it.HasNext() && n < maxTogether; n++ {
		p, err := s.snapshot.Passage(it.Next())
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return false, err
		}
		if s.stems.Follows(p.Text, first, second) {
			return true, nil
		}
	}
	return false, nil
}
