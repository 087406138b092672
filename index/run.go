package index

import (
	"context"
	"fmt"
	"slices"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/index/gate"
	"verbatim/index/lookup"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// maxLimit is the most answers that a query gets.
const maxLimit = 1000

// candidatePassages is the number of passages that are ranked for a question.
const candidatePassages = 50

// maxBreadth is the most passages that are ranked for a question.
const maxBreadth = 1600

// searcher searches the current generation.
type searcher struct {
	current *current
	stems   *wording.Stemmer
	vectors *rank.Vectors
	reader  *reader.Network // nil: words alone decide
	gate    *gate.Gate      // of readings
	now     func() time.Time
}

// newRun begins the search for a question, of which the query holds the filters.
func (in searcher) newRun(s *view.Snapshot, q corpus.Query, question *rank.Question) *searchRun {
	return &searchRun{
		snapshot: s, query: q, question: question, searcher: in,
		cited: make(map[passage.Key]passage.Citation), documents: make(map[passage.Key][]view.ArticleDocument), passages: make(map[uint64]*passage.Passage),
	}
}

// validate returns an error if a query is malformed.
func validate(q corpus.Query) error {
	if err := q.Guild.Validate(); err != nil {
		return fmt.Errorf("%w: %w", corpus.ErrQuery, err)
	}
	if q.Limit < 1 {
		return fmt.Errorf("%w: at least one answer must be asked for, not %d", corpus.ErrQuery, q.Limit)
	}
	if q.Kind != "" && !slices.Contains(passage.Kinds[:], q.Kind) {
		return fmt.Errorf("%w: %q is not a kind of statement (narrated, direct, indirect, mixed)", corpus.ErrQuery, q.Kind)
	}
	if q.Order != corpus.Best && q.Order != corpus.Newest && q.Order != corpus.Oldest {
		return fmt.Errorf("%w: %q is no order of answers (newest, oldest)", corpus.ErrQuery, q.Order)
	}
	return nil
}

// searchRun is the search for one question in one snapshot.
type searchRun struct {
	searcher
	snapshot *view.Snapshot
	query    corpus.Query
	question *rank.Question

	scopes    []string // of the layers that the query sees
	filter    *filter
	ranker    *rank.Ranker
	cited     map[passage.Key]passage.Citation       // citations that were read
	documents map[passage.Key][]view.ArticleDocument // passages of articles, as the query sees them
	passages  map[uint64]*passage.Passage            // those that were read
	surest    bool                                   // by date, those of one date are sorted by confidence
	refused   bool                                   // a statement was left out for its confidence
	read      bool                                   // the best statements were read
	counted   bool                                   // the way in which it is answered was counted
}

// prepare looks up the words of the question and its filters.
func (s *searchRun) prepare(ctx context.Context) error {
	var err error
	if s.scopes, err = s.snapshot.Narrow(s.query); err != nil {
		return err
	}
	if s.filter, err = newFilter(s.snapshot, s.query, s.question, s.scopes); err != nil {
		return err
	}
	clauses, err := lookup.Clauses(s.snapshot, s.question, s.scopes, s.stems, s.vectors.Knows)
	if err != nil {
		return err
	}
	s.ranker = rank.New(clauses, s.question, s.stems, s.vectors)
	s.ranker.Spoken, s.ranker.Title = len(s.filter.speaker) > 0, s.titleOf
	return ctx.Err()
}

// best returns the statements that answer best, best first, and the number of passages
// that the words brought in. The best of them are read, if words alone do not settle the
// question.
func (s *searchRun) best(ctx context.Context, breadth int) ([]rank.Scored, int, error) {
	ranked, candidates, err := s.ranked(ctx, breadth)
	if err != nil || !s.readable() {
		return ranked, len(candidates), err
	}
	switch {
	case s.reader == nil:
		s.count(gate.ReadingOff)
		return ranked, len(candidates), nil
	case s.settled(ranked):
		s.count(gate.NotNeeded)
		return ranked, len(candidates), nil
	}
	release, ok := s.gate.Enter(ctx, readStatements)
	if !ok {
		s.count(gate.TooMuch)
		return ranked, len(candidates), ctx.Err()
	}
	defer release()
	s.count(gate.WasRead)
	ranked, err = s.readBest(ctx, candidates)
	return ranked, len(candidates), err
}

// count counts the question, once.
func (s *searchRun) count(how gate.Reading) {
	if !s.counted {
		s.counted = true
		s.gate.Count(how)
	}
}

// ranked returns the statements of the best passages by words alone, best first, and these
// passages.
func (s *searchRun) ranked(ctx context.Context, breadth int) ([]rank.Scored, []lookup.Candidate, error) {
	candidates, err := lookup.Candidates(s.snapshot, s.ranker.Clauses(), s.scopes, lookup.Filter{Allowed: s.filter.allowed, Passes: s.filter.passes}, breadth)
	if err != nil {
		return nil, nil, err
	}
	var ranked []rank.Scored
	for i, c := range candidates {
		if i%64 == 63 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		p, err := s.passage(c.Number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		ranked = append(ranked, s.ranker.Statements(p)...)
	}
	ranked = slices.DeleteFunc(ranked, func(r rank.Scored) bool { return !s.question.Permitted(r.Text()) })
	s.ranker.Order(ranked)
	return ranked, candidates, nil
}

// limit returns the most answers that the search gives.
func (s *searchRun) limit() int { return min(s.query.Limit, maxLimit) }

// filtered reports whether a passage may be ruled out when its text is read.
func (s *searchRun) filtered() bool {
	return len(s.question.Phrases) > 0 || len(s.question.Without) > 0 || len(s.filter.speaker) > 0 || s.filter.kind != ""
}

// breadth returns how many passages are ranked at first.
func (s *searchRun) breadth() int {
	n := max(candidatePassages, min(s.query.Limit, maxBreadth))
	if s.filtered() {
		n *= 4
	}
	return n
}

// confidence returns how sure it is, from 0 to 1, that the first of the ranked statements
// answers the question.
func (s *searchRun) confidence(ranked []rank.Scored) float64 {
	if s.read && !ranked[0].Read() {
		return 0
	}
	return s.ranker.Confidence(ranked)
}

// citation returns the citation of a statement.
func (s *searchRun) citation(r *rank.Scored) (passage.Citation, error) {
	p := r.Passage
	c, err := s.citationOf(p.Article)
	c.Statement = p.StatementID(r.Statement, c.Article)
	return c, err
}

// titleOf returns the title of an article, or "" if it cannot be read.
func (s *searchRun) titleOf(key passage.Key) string {
	c, err := s.citationOf(key)
	if err != nil {
		return ""
	}
	return c.Title
}

// citationOf returns the citation of an article, which it reads once.
func (s *searchRun) citationOf(key passage.Key) (passage.Citation, error) {
	if c, ok := s.cited[key]; ok {
		return c, nil
	}
	c, err := s.snapshot.Citation(key)
	if err == nil {
		s.cited[key] = c
	}
	return c, err
}

// matchingReport returns the statement's report whose words match the question best, or
// nil if the match lies outside of every report. The flag is false if the query's filters
// rule the statement out.
func (s *searchRun) matchingReport(r *rank.Scored) (*passage.Report, bool, error) {
	reports, err := s.snapshot.Reports(r.Passage, r.Statement)
	if err != nil {
		return nil, false, err
	}
	if f := s.filter; len(f.speaker) > 0 || f.kind != "" && f.kind != corpus.Narrated {
		reports = slices.DeleteFunc(reports, func(one passage.Report) bool { return !f.takes(&one) })
		if len(reports) == 0 {
			return nil, false, nil
		}
		return s.ranker.Closest(r, reports, true), true, nil
	}
	report := s.ranker.Closest(r, reports, false)
	return report, report == nil || s.filter.kind == "", nil
}
