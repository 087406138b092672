package index

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"verbatim/index/rank"
	"verbatim/index/view"
)

// A word that the index does not hold may be a typing error. Then terms with the same first
// letter that are few edits away count in its place.
const (
	minMisspelled  = 4 // letters of the shortest word that is corrected
	twoEditsFrom   = 8 // letters from which two edits are allowed
	maxCorrected   = 8 // words of a question that are corrected
	maxCorrections = 3 // terms that count in the place of one

	weightOneEdit  = 0.8
	weightTwoEdits = 0.6
)

// correct gives a clause whose terms are all unknown the terms that may be meant. It looks only
// at terms in the scopes.
func correct(c *rank.Clause, s *view.Snapshot, scopes []string) error {
	letters := utf8.RuneCountInString(c.Term)
	if c.Postings > 0 || c.Number || letters < minMisspelled || letters != len(c.Term) {
		return nil
	}
	edits := 1
	if letters >= twoEditsFrom {
		edits = 2
	}
	near := make(map[string]int)
	for _, scope := range scopes {
		if err := s.Neighbours(scope, c.Term, edits, near); err != nil {
			return err
		}
	}
	type correction struct {
		term  string
		edits int
		df    uint64
	}
	var found []correction
	for term, edits := range near {
		df, err := s.CountIn(term, scopes)
		if err != nil {
			return err
		}
		if df > 0 {
			found = append(found, correction{term, edits, df})
		}
	}
	slices.SortFunc(found, func(a, b correction) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.df, a.df), cmp.Compare(a.term, b.term))
	})
	for _, f := range found[:min(len(found), maxCorrections)] {
		if f.edits > found[0].edits {
			break
		}
		weight := weightOneEdit
		if f.edits > 1 {
			weight = weightTwoEdits
		}
		c.Terms = append(c.Terms, rank.Variant{Term: f.term, Weight: weight})
		c.Postings += f.df
		c.DF = max(c.DF, f.df)
	}
	return nil
}
