package lookup

import (
	"cmp"
	"math"
	"slices"

	"verbatim/index/rank"
	"verbatim/index/view"
)

// Bounds of the search for candidates. Its cost depends on them, and not on how common the
// words of a question are.
const (
	drivingPostings  = 10000 // the rarest terms bring passages in, up to this many postings
	enoughCandidates = 500   // with fewer passages, another term brings some in whatever it costs
)

// Candidates returns the at most limit passages that match the clauses best and pass the
// filter, best first. The rarest clauses bring passages in, until no other passage could be
// among the best by the rest of the clauses, or until enough have been seen. The rest of the
// clauses only score these.
func Candidates(s *view.Snapshot, clauses []rank.Clause, scopes []string, f Filter, limit int) ([]Candidate, error) {
	rarestFirst := slices.Clone(clauses)
	slices.SortStableFunc(rarestFirst, func(a, b rank.Clause) int { return cmp.Compare(a.Postings, b.Postings) })
	acc := borrowAccumulators(s.Size)
	defer acc.giveBack()
	drive := f.Allowed == nil || f.Allowed.GetCardinality() > drivingPostings
	if !drive {
		for it := f.Allowed.Iterator(); it.HasNext(); {
			acc.add(it.Next(), math.SmallestNonzeroFloat32)
		}
		acc.settle()
	}
	spent, rest := uint64(0), float32(0) // rest: the most that the remaining clauses can add
	for _, c := range rarestFirst {
		rest += reach(c)
	}
	for _, c := range rarestFirst {
		if c.Postings == 0 {
			rest -= reach(c)
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
		rest -= reach(c)
		if err := acc.scoreClause(s, c, scopes, drive); err != nil {
			return nil, err
		}
	}
	if drive {
		acc.settle()
	}
	return acc.best(f, limit), nil
}

// reach returns the most that a clause adds to a passage. A word of the name of the person whose
// words are asked for counts twice where they speak.
func reach(c rank.Clause) float32 {
	if c.Subject() {
		return 2 * float32(c.Weight)
	}
	return float32(c.Weight)
}
