package index

import (
	"cmp"
	"context"
	"slices"
	"time"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
)

// Bounds of an order by date: the passages that are ranked, and the statements of them that
// are judged, if no more answers are asked for.
const (
	datedPassages   = 200
	datedStatements = 200
)

// alongside is the part of the best statement's confidence that a statement must have to be
// among answers by date, where it may come before the best.
const alongside = 0.5

// answerByDate returns the answers by date. It takes those of the best statements that are
// confident enough.
func answerByDate(ctx context.Context, s *searchRun) (*collector, error) {
	pool := max(datedStatements, s.limit())
	s.ranker.Compared = pool
	ranked, _, err := s.best(ctx, max(datedPassages, s.breadth()))
	if err != nil {
		return nil, err
	}
	sure, err := sureOf(s, ranked, pool)
	if err != nil {
		return nil, err
	}
	answers := func(d datedStatement) bool { return d.confidence >= s.query.Threshold }
	if slices.ContainsFunc(sure, answers) { // otherwise the best are the nearest
		if sure, err = sortByDate(s, sure); err != nil {
			return nil, err
		}
	}
	g := newCollector(s)
	for i := range sure {
		confidence := func() float64 { return sure[i].confidence }
		if err := g.add(sure[i].Scored, confidence); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// datedStatement is a statement with its date and its confidence.
type datedStatement struct {
	*rank.Scored
	confidence float64
	published  time.Time
	known      bool // its date is known
}

// sureOf returns those of the first pool ranked statements that pass the filters and are
// confident enough beside the best of them.
func sureOf(s *searchRun, ranked []rank.Scored, pool int) ([]datedStatement, error) {
	var found []datedStatement
	best := 0.0
	for i := range ranked {
		if len(found) == pool {
			break
		}
		_, fits, err := s.matchingReport(&ranked[i])
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if fits {
			found = append(found, datedStatement{Scored: &ranked[i], confidence: s.confidence(ranked[i:])})
			best = max(best, found[len(found)-1].confidence)
		}
	}
	return slices.DeleteFunc(found, func(d datedStatement) bool { return d.confidence < best*alongside }), nil
}

// sortByDate sorts statements in the order of the query, without those whose citation cannot
// be read. Statements of one date are sorted by the keys of their articles, so the order
// depends only on the articles.
func sortByDate(s *searchRun, all []datedStatement) ([]datedStatement, error) {
	statements := all[:0]
	for _, one := range all {
		c, err := s.citationOf(one.Passage.Article)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		one.published, one.known = c.Published.Time()
		statements = append(statements, one)
	}
	slices.SortFunc(statements, func(a, b datedStatement) int {
		surer := 0
		if s.surest {
			surer = cmp.Compare(b.confidence, a.confidence)
		}
		return cmp.Or(compareDates(s.query.Order, a.published, b.published, a.known, b.known), surer,
			slices.Compare(a.Passage.Article[:], b.Passage.Article[:]),
			cmp.Compare(a.Start(), b.Start()))
	})
	return statements, nil
}

// compareDates compares two dates in an order. Unknown dates come last.
func compareDates(o corpus.Order, a, b time.Time, aKnown, bKnown bool) int {
	switch {
	case !aKnown || !bKnown:
		return -cmp.Compare(number(aKnown), number(bKnown))
	case o == corpus.Oldest:
		return a.Compare(b)
	}
	return b.Compare(a)
}

// number returns 1 for true and 0 for false.
func number(is bool) int {
	if is {
		return 1
	}
	return 0
}
