package index

import (
	"cmp"
	"errors"

	"verbatim/index/passage"
	"verbatim/index/view"
)

// withdraw deletes everything that the index holds of an article, copies included, and subtracts
// its speakers from the counts. It returns how much it deleted. What cannot be read is not
// counted.
func withdraw(s *view.Snapshot, key passage.Key, remove func(id string), counts tally) (size, error) {
	var gone size
	old, err := s.Documents(key)
	if err != nil || len(old) == 0 {
		return gone, err
	}
	own := view.SharedLayer
	shared := make(map[uint64]map[string]int) // the speakers of passages that are not copies
	type copied struct {
		passage uint64
		layer   view.Layer
	}
	var all []copied
	for _, d := range old {
		remove(d.ID)
		stored, err := s.Stored(d.Number)
		if passage.IsDamaged(err) {
			gone.uncounted = true
			continue
		}
		if err != nil {
			return gone, err
		}
		n, l, ok := view.CutID(d.ID)
		if !ok {
			c, err := passage.DecodeCitation(stored)
			if err != nil {
				gone.uncounted = true
				continue
			}
			own = view.LayerOf(c.Guild, c.Origin)
			continue
		}
		names, statements, err := certainNames(stored)
		if err != nil {
			gone.uncounted = true
			continue
		}
		if l == "" {
			gone.statements += statements
			shared[n] = names
			continue
		}
		counts.add(l, names, -1)
		all = append(all, copied{n, l})
	}
	for _, names := range shared {
		counts.add(own, names, -1)
	}
	for _, c := range all {
		counts.add(c.layer, shared[c.passage], 1)
	}
	gone.documents = len(old)
	return gone, nil
}

// size is the size of a part of an index. Copies do not count as statements.
type size struct {
	documents, statements int
	uncounted             bool // there was more that could not be read
}

// certainNames counts a stored passage's statements: by the names of certain speakers, and all of
// them.
func certainNames(stored string) (names map[string]int, statements int, err error) {
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
func discountCopied(s *view.Snapshot, counts tally) error {
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
				names, _, err = certainNames(stored)
				counts.add(l, names, -1)
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

// countStatements counts the statements of all passages that can be read and are not copies.
func countStatements(s *view.Snapshot) (n int, err error) {
	var broken error
	err = s.EachTerm(view.FieldKind, "", func(term string) bool {
		l, kind, _ := view.CutScope(term)
		if kind != view.AnyKind || l.OfCopies() {
			return true
		}
		failed := s.EachPosting(view.FieldKind, term, func(number, _ uint64) {
			p, err := s.Passage(number)
			switch {
			case err == nil:
				n += len(p.Statements)
			case !passage.IsDamaged(err):
				broken = err
			}
		})
		broken = errors.Join(broken, failed)
		return broken == nil
	})
	return n, errors.Join(err, broken)
}
