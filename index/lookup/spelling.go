package lookup

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/index/rank"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// A word that the index does not hold may be a typing error. Then terms that few errors make of it
// count in its place. A word of the English language is none: it is asked for and not there, but
// perhaps another form of it is, such as "given" for "give".
const (
	minMisspelled  = 4 // letters of the shortest word that is corrected
	otherFirstFrom = 5 // letters from which the first one may be wrong
	twoEditsFrom   = 7 // letters from which two edits are allowed
	maxCorrected   = 8 // words of a question that are corrected
	maxCorrections = 3 // terms that count in the place of one

	weightOneEdit  = 0.8 // of a correction that costs at most 1
	weightTwoEdits = 0.6
	costOtherFirst = 1.1 // what errors cost at most if the first letter is wrong
	asCheap        = 0.1 // how much dearer than the cheapest a correction may be
)

// A word that stands in one passage may be a typing error of that passage or of the question, if a
// term that one error makes of it is in many.
const (
	minChance    = 6   // letters
	chanceTimes  = 10  // how many times as many passages hold the other term
	chanceCost   = 0.6 // what the error costs at most
	weightChance = 0.6
)

// dearest returns what the errors in a word of so many letters may cost.
func dearest(letters int, english bool) float64 {
	switch {
	case english && letters > minChance:
		return costDoubled
	case english:
		return 0
	case letters < otherFirstFrom:
		return costKey
	case letters < twoEditsFrom:
		return 1
	case letters == twoEditsFrom:
		return 1.4
	}
	return 2
}

// speller corrects the words of one question.
type speller struct {
	snapshot *view.Snapshot
	stems    *wording.Stemmer
	scopes   []string
	english  func(word string) bool
	left     int // words that may still be corrected
}

// correction is a term that may be meant.
type correction struct {
	term string
	cost float64
	df   uint64
}

// correct gives a clause whose terms are all unknown the terms that may be meant.
func (s *speller) correct(c *rank.Clause) error {
	found, err := s.meant(c)
	if err != nil {
		return err
	}
	for _, f := range found[:min(len(found), maxCorrections)] {
		if f.cost > found[0].cost+asCheap {
			break
		}
		weight := weightOneEdit
		if f.cost > 1 {
			weight = weightTwoEdits
		}
		c.Terms = append(c.Terms, wording.Variant{Term: f.term, Weight: weight})
		c.Postings += f.df
		c.DF = max(c.DF, f.df)
	}
	return nil
}

// alsoMeant gives a clause whose term is in one passage a term that many hold and that may be
// meant.
func (s *speller) alsoMeant(c *rank.Clause) error {
	if utf8.RuneCountInString(c.Text) < minChance || s.english(c.Text) {
		return nil
	}
	found, err := s.meant(c)
	if err != nil || len(found) == 0 {
		return err
	}
	if f := found[0]; f.cost <= chanceCost && f.df >= chanceTimes*c.DF {
		c.Terms = append(c.Terms, wording.Variant{Term: f.term, Weight: weightChance})
		c.Postings += f.df
		c.DF = max(c.DF, f.df)
	}
	return nil
}

// meant returns the other terms in the scopes that may be meant by a word, the likeliest first.
func (s *speller) meant(c *rank.Clause) ([]correction, error) {
	letters := utf8.RuneCountInString(c.Text)
	if c.Number || letters < minMisspelled || letters > longestTyped || !isSpelt(c.Text) {
		return nil, nil
	}
	if s.left == 0 {
		return nil, nil
	}
	s.left--
	english := s.english(c.Text)
	limit, edits := dearest(letters, english), 1
	if letters >= twoEditsFrom && !english {
		edits = 2
	}
	_, first := utf8.DecodeRuneInString(c.Term)
	found, err := s.near(c, edits, first, func(term string, cost float64) bool {
		return cost <= limit || english && isForm(c.Text, term)
	})
	if err == nil && len(found) == 0 && letters >= otherFirstFrom && !english {
		found, err = s.near(c, 1, 0, func(_ string, cost float64) bool { return cost <= min(limit, costOtherFirst) })
	}
	return found, err
}

// isForm reports whether a word and a term that differ by a letter differ at the end only.
func isForm(word, term string) bool {
	return strings.HasPrefix(word, term) || strings.HasPrefix(term, word)
}

// near returns the terms in the scopes that are so many edits away, begin with as many of the same
// bytes and are taken.
func (s *speller) near(c *rank.Clause, edits, prefix int, take func(term string, cost float64) bool) ([]correction, error) {
	near := make(map[string]struct{})
	for _, scope := range s.scopes {
		for _, word := range [...]string{c.Term, c.Text} {
			if err := s.snapshot.Neighbours(scope, word, edits, min(prefix, len(word)), near); err != nil {
				return nil, err
			}
			if c.Term == c.Text {
				break
			}
		}
	}
	var found []correction
	for term := range near {
		cost := min(typingCost(c.Term, term), typingCost(c.Text, term))
		if term == c.Term || !isSpelt(term) || !take(term, cost) {
			continue
		}
		df, err := s.snapshot.CountIn(term, s.scopes)
		if err != nil {
			return nil, err
		}
		if df > 0 {
			found = append(found, correction{term, cost, df})
		}
	}
	slices.SortFunc(found, func(a, b correction) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(b.df, a.df), cmp.Compare(a.term, b.term))
	})
	return found, nil
}

// isSpelt reports whether a word is made of letters only.
func isSpelt(word string) bool {
	for _, r := range word {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}
