package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/rank"
	"verbatim/index/view"
)

// Bounds of the search for candidates. Its cost depends on them and not on how
// common the words of a question are.
const (
	candidatePassages = 50    // as many are ranked
	drivingPostings   = 10000 // passages are taken from the rarest terms up to so many postings
	enoughCandidates  = 500   // with fewer than these a further term is taken whatever it costs
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

// candidate is a passage that may hold an answer.
type candidate struct {
	number uint64
	score  float64
}

// accumulators gather the score of every passage that is met. They are large
// and used again.
type accumulators struct {
	scores []float32 // by document; 0 where it was not met
	met    []uint64
	alive  []uint64 // those that may still be among the best
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

// findCandidates is the passages that match the clauses best, at most limit,
// best first; only those that pass the filter. The rarest clauses bring
// passages in, until no further one could be among the best by the rest of the
// clauses alone or enough have been seen; the rest only score these.
func findCandidates(s *view.Snapshot, clauses []rank.Clause, scopes []string, f *filter, limit int) ([]candidate, error) {
	rarestFirst := slices.Clone(clauses)
	slices.SortStableFunc(rarestFirst, func(a, b rank.Clause) int { return cmp.Compare(a.Postings, b.Postings) })
	acc := borrowAccumulators(s.Size)
	defer acc.giveBack()
	drive := f.allowed == nil || f.allowed.GetCardinality() > drivingPostings
	if !drive {
		for it := f.allowed.Iterator(); it.HasNext(); {
			acc.add(it.Next(), math.SmallestNonzeroFloat32)
		}
		acc.settle()
	}
	spent, rest := uint64(0), float32(0) // rest: the most that the clauses to come can add
	for _, c := range rarestFirst {
		rest += float32(c.Weight)
	}
	for _, c := range rarestFirst {
		if c.Postings == 0 {
			rest -= float32(c.Weight)
			continue
		}
		worst := acc.worstOfBest(f, limit)
		spent += c.Postings
		if drive && (rest < worst || spent > drivingPostings && len(acc.met) >= enoughCandidates) {
			drive = false
			acc.settle()
		}
		if !drive {
			acc.alive = slices.DeleteFunc(acc.alive, func(n uint64) bool { return acc.scores[n]+rest < worst })
		}
		rest -= float32(c.Weight)
		for _, v := range c.Terms {
			for _, scope := range scopes {
				if err := acc.score(s, scope+v.Term, float32(c.Weight*v.Weight), drive); err != nil {
					return nil, err
				}
			}
		}
	}
	if drive {
		acc.settle()
	}
	return acc.best(f, limit), nil
}

// settle takes the passages met so far for the only ones.
func (a *accumulators) settle() {
	a.alive = append(a.alive[:0], a.met...)
	slices.Sort(a.alive)
}

// worstOfBest is the limit-th best score so far of those that pass the filter,
// 0 where there are fewer.
func (a *accumulators) worstOfBest(f *filter, limit int) float32 {
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
		if len(best) == limit && score <= best[0] || !f.passes(n) {
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

// score adds a term's weight to the passages that hold it: to all of them, or
// only to those already met, which must be sorted.
func (a *accumulators) score(s *view.Snapshot, term string, weight float32, all bool) (err error) {
	r, err := s.Postings(view.FieldText, term, false)
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
	next := uint64(0) // the reader stands at this document
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

// best is the passages with the highest scores, at most limit.
func (a *accumulators) best(f *filter, limit int) []candidate {
	var top []candidate // a heap with the worst first would do; sorting at twice the limit is simpler
	worst := math.Inf(-1)
	trim := func() {
		slices.SortFunc(top, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.number, b.number))
		})
		if len(top) >= limit {
			top = top[:limit]
			worst = top[limit-1].score
		}
	}
	for _, n := range a.alive {
		score := float64(a.scores[n])
		if score <= worst || score < minScore || !f.passes(n) {
			continue
		}
		if top = append(top, candidate{n, score}); len(top) >= 2*limit {
			trim()
		}
	}
	trim()
	return top
}

// minScore is below the score of any passage with one of the terms.
const minScore = 1e-9
