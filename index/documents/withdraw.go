package documents

import (
	"errors"

	"verbatim/index/passage"
	"verbatim/index/speakers"
	"verbatim/index/view"
)

// Withdraw deletes everything that the index holds of an article, copies included, and subtracts
// its speakers from the counts. It returns how much it deleted. What cannot be read is not
// counted.
func Withdraw(s *view.Snapshot, key passage.Key, remove func(id string), counts speakers.Tally) (Size, error) {
	var gone Size
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
			gone.Uncounted = true
			continue
		}
		if err != nil {
			return gone, err
		}
		n, l, ok := view.CutID(d.ID)
		if !ok {
			c, err := passage.DecodeCitation(stored)
			if err != nil {
				gone.Uncounted = true
				continue
			}
			own = view.LayerOf(c.Guild, c.Origin)
			continue
		}
		names, statements, err := speakers.Certain(stored)
		if err != nil {
			gone.Uncounted = true
			continue
		}
		if l == "" {
			gone.Statements += statements
			shared[n] = names
			continue
		}
		counts.Add(l, names, -1)
		all = append(all, copied{n, l})
	}
	for _, names := range shared {
		counts.Add(own, names, -1)
	}
	for _, c := range all {
		counts.Add(c.layer, shared[c.passage], 1)
	}
	gone.Documents = len(old)
	return gone, nil
}

// Size is the size of a part of an index. Copies do not count as statements.
type Size struct {
	Documents, Statements int
	Uncounted             bool // there was more that could not be read
}

// CountStatements counts the statements of all passages that can be read and are not copies.
func CountStatements(s *view.Snapshot) (n int, err error) {
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
