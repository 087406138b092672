package lookup

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/rank"
	"verbatim/index/view"
)

// accumulators sum up the score of each passage. They are large, and so they are reused.
type accumulators struct {
	scores []float32 // by document number; 0 if it was not seen
	met    []uint64
	alive  []uint64 // passages that may still be among the best
	heap   []float32
}

var accumulatorPool = sync.Pool{New: func() any { return new(accumulators) }}

func borrowAccumulators(size uint64) *accumulators {
	a := accumulatorPool.Get().(*accumulators)
	if uint64(len(a.scores)) < size {
		a.scores = make([]float32, size+size/8)
	}
	return a
}

func (a *accumulators) giveBack() {
	for _, n := range a.met {
		a.scores[n] = 0
	}
	a.met, a.alive = a.met[:0], a.alive[:0]
	accumulatorPool.Put(a)
}

func (a *accumulators) add(number uint64, score float32) {
	if a.scores[number] == 0 {
		a.met = append(a.met, number)
	}
	a.scores[number] += score
}

// settle closes the set of passages: only those seen so far are scored from here on.
func (a *accumulators) settle() {
	a.alive = append(a.alive[:0], a.met...)
	slices.Sort(a.alive)
}

// worstOfBest returns the limit-th best score so far among the passages that pass the
// filter, 0 if there are fewer.
func (a *accumulators) worstOfBest(f Filter, limit int) float32 {
	if len(a.met) < limit {
		return 0
	}
	best := a.heap[:0] // sorted, the worst first
	numbers := a.met
	if len(a.alive) > 0 {
		numbers = a.alive
	}
	for _, n := range numbers {
		score := a.scores[n]
		if len(best) == limit && score <= best[0] || !f.Passes(n) {
			continue
		}
		at, _ := slices.BinarySearch(best, score)
		if len(best) < limit {
			best = slices.Insert(best, at, score)
			continue
		}
		copy(best, best[1:at])
		best[at-1] = score
	}
	a.heap = best
	if len(best) < limit {
		return 0
	}
	return best[0]
}

// scoreClause adds a clause's weight to the passages that hold one of its terms, and to those in
// which somebody of that name speaks, if it names the person whose words are asked for.
func (a *accumulators) scoreClause(s *view.Snapshot, c rank.Clause, scopes []string, all bool) error {
	for _, v := range c.Terms {
		weight, name := float32(c.Weight*v.Weight), v.Term
		if v.Term == c.Term {
			name = c.Text // names are not stemmed
		}
		for _, scope := range scopes {
			if err := a.score(s, view.FieldText, scope+v.Term, weight, all); err != nil {
				return err
			}
			if !c.Subject() {
				continue
			}
			if err := a.score(s, view.FieldSpeaker, scope+name, weight, all); err != nil {
				return err
			}
		}
	}
	return nil
}

// score adds the weight of a field's term to the passages that hold it: to all of them, or only to those
// seen so far, which must be sorted.
func (a *accumulators) score(s *view.Snapshot, field, term string, weight float32, all bool) (err error) {
	r, err := s.Postings(field, term, false)
	if err != nil {
		return err
	}
	defer func() {
		if closing := r.Close(); err == nil {
			err = closing
		}
	}()
	if all {
		err = a.scoreAll(r, weight)
	} else if r.Count() > 0 {
		err = a.scoreMet(r, weight)
	}
	if err != nil {
		return fmt.Errorf("read the postings of %q: %w", term, err)
	}
	return nil
}

func (a *accumulators) scoreAll(r bleveindex.TermFieldReader, weight float32) error {
	var doc bleveindex.TermFieldDoc
	for {
		found, err := r.Next(doc.Reset())
		if err != nil || found == nil {
			return err
		}
		a.add(found.ID.Value(), weight)
	}
}

func (a *accumulators) scoreMet(r bleveindex.TermFieldReader, weight float32) error {
	var doc bleveindex.TermFieldDoc
	id := make(bleveindex.IndexInternalID, 8)
	next := uint64(0) // the document that the reader is at
	started := false
	for _, number := range a.alive {
		if started && number < next {
			continue
		}
		if !started || number > next {
			found, err := r.Advance(bleveindex.NewIndexInternalID(id, number), doc.Reset())
			if err != nil || found == nil {
				return err
			}
			next, started = found.ID.Value(), true
		}
		if number == next {
			a.scores[number] += weight
		}
	}
	return nil
}

// best returns the at most limit passages with the highest scores.
func (a *accumulators) best(f Filter, limit int) []Candidate {
	var top []Candidate // a heap with the worst first would do; sorting at twice the limit is simpler
	worst := math.Inf(-1)
	trim := func() {
		slices.SortFunc(top, func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Number, b.Number))
		})
		if len(top) >= limit {
			top = top[:limit]
			worst = top[limit-1].Score
		}
	}
	for _, n := range a.alive {
		score := float64(a.scores[n])
		if score <= worst || score < minScore || !f.Passes(n) {
			continue
		}
		if top = append(top, Candidate{n, score}); len(top) >= 2*limit {
			trim()
		}
	}
	trim()
	return top
}

// Filter says which passages may be candidates.
type Filter struct {
	Allowed *roaring64.Bitmap // nil: all that pass
	Passes  func(number uint64) bool
}

// Candidate is a passage that may hold an answer.
type Candidate struct {
	Number uint64  // of its document
	Score  float64 // how well its terms match; more is better
}

// minScore is less than the score of any passage that holds one of the terms.
const minScore = 1e-9
