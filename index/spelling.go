package index

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search"
)

// A word that the index does not hold may be a typing error: terms with the
// same first letter and few edits away count in its place.
const (
	minMisspelled  = 4   // letters of the shortest word that is corrected
	twoEditsFrom   = 8   // letters from which two edits are allowed
	maxCorrected   = 8   // words of a question that are looked at
	maxCorrections = 3   // terms in the place of one
	maxNeighbours  = 200 // terms that are looked at

	weightOneEdit  = 0.8
	weightTwoEdits = 0.6
)

// correct gives a clause whose terms are all unknown the terms that may be meant.
// It reads the dictionary within the scopes alone.
func (c *clause) correct(s *snapshot, scopes []string) error {
	letters := utf8.RuneCountInString(c.term)
	if c.postings > 0 || c.number || letters < minMisspelled || letters != len(c.term) {
		return nil
	}
	edits := 1
	if letters >= twoEditsFrom {
		edits = 2
	}
	near := make(map[string]int)
	for _, scope := range scopes {
		if err := s.neighbours(scope, c.term, edits, near); err != nil {
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
		df, err := s.countIn(term, scopes)
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
		c.terms = append(c.terms, variant{f.term, weight})
		c.postings += f.df
		c.df = max(c.df, f.df)
	}
	return nil
}

// neighbours notes the terms of a scope within so many edits of term that begin
// with the same letter.
func (s *snapshot) neighbours(scope, term string, edits int, near map[string]int) error {
	dict, err := s.FieldDictFuzzy(fieldText, scope+term, edits, scope+term[:1])
	if err != nil {
		return fmt.Errorf("look for the spelling of %q: %w", term, err)
	}
	for range maxNeighbours {
		entry, err := dict.Next()
		if err != nil {
			return fmt.Errorf("look for the spelling of %q: %w", term, err)
		}
		if entry == nil {
			break
		}
		other := entry.Term[len(scope):]
		near[other] = search.LevenshteinDistance(term, other)
	}
	return dict.Close()
}
