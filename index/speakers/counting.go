package speakers

import (
	"cmp"

	"verbatim/index/passage"
	"verbatim/index/view"
)

// Certain counts a stored passage's statements: by the names of certain speakers, and all of
// them.
func Certain(stored string) (names map[string]int, statements int, err error) {
	p, err := passage.Decode(stored)
	if err != nil {
		return nil, 0, err
	}
	names = make(map[string]int)
	for i := range p.Statements {
		reports, err := p.Reports(i)
		if err != nil {
			return nil, 0, err
		}
		counted := make(map[string]bool)
		for _, r := range reports {
			if r.Speaker != nil && r.Speaker.Certain && r.Speaker.Name != "" && !counted[r.Speaker.Name] {
				counted[r.Speaker.Name] = true
				names[r.Speaker.Name]++
			}
		}
	}
	return names, len(p.Statements), nil
}

// discountCopied subtracts the speakers of passages that guilds have copies of from the counts of
// these guilds.
func discountCopied(s *view.Snapshot, counts Tally) error {
	var broken error
	err := s.EachTerm(view.FieldCopied, "", func(term string) bool {
		l, _, _ := view.CutScope(term)
		failed := s.EachPosting(view.FieldCopied, term, func(number, _ uint64) {
			if broken != nil {
				return
			}
			stored, err := s.Stored(number)
			if err == nil {
				var names map[string]int
				names, _, err = Certain(stored)
				counts.Add(l, names, -1)
			}
			if !passage.IsDamaged(err) {
				broken = err
			}
		})
		broken = cmp.Or(broken, failed)
		return broken == nil
	})
	return cmp.Or(err, broken)
}
