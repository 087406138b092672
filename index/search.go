package index

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// DefaultThreshold is the confidence below which a first answer is taken for
// none.
const DefaultThreshold = 0.22

// maxLimit is the most answers that are given to a query.
const maxLimit = 1000

// Search answers a query out of what its guild can see, in the query's order;
// nothing where no statement matches, or where confidence lies below the query's
// threshold. The error is corpus.ErrEmptyQuestion, corpus.ErrLongQuestion,
// corpus.ErrUnreadable, corpus.ErrUnknownSpeaker or corpus.ErrQuery where the query is at fault;
// corpus.ErrNotHeld where the guild's corpus is not here; corpus.ErrFilling where
// there is no answer while the index is being filled.
func (x *Index) Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	filling := x.Filling()
	answers, err := x.search(ctx, q)
	return answers, sure(filling, len(answers) > 0, err)
}

func (x *Index) search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	if q.Message {
		return x.searchMessage(ctx, q)
	}
	asked, err := rank.ReadQuestion(q.Text, x.stems)
	if err != nil {
		return nil, err
	}
	q = asked.Filters(q)
	if err := valid(q); err != nil {
		return nil, err
	}
	if len(asked.Words) == 0 && (!asked.Blank || strings.TrimSpace(q.Speaker) == "") {
		return nil, corpus.ErrEmptyQuestion
	}
	var answers []corpus.Answer
	err = x.reading(q.Guild, func(s *view.Snapshot) error {
		in := x.inquire(s, q, asked)
		if answers, err = in.run(ctx); err != nil {
			return err
		}
		return in.addDenials(answers)
	})
	return answers, err
}

// inquire begins an inquiry.
func (x *Index) inquire(s *view.Snapshot, q corpus.Query, asked *rank.Question) *inquiry {
	return &inquiry{
		snapshot: s, query: q, question: asked, stems: x.stems, vectors: x.vectors, cited: make(map[passage.Key]passage.Citation),
	}
}

func valid(q corpus.Query) error {
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

// inquiry is one question on its way to its answers.
type inquiry struct {
	snapshot *view.Snapshot
	query    corpus.Query
	question *rank.Question
	stems    *rank.Stemmer
	vectors  *rank.Vectors
	scopes   []string
	filter   *filter
	matcher  *rank.Matcher
	cited    map[passage.Key]passage.Citation // of the articles that were met
	refused  bool                             // some statement was left out for its confidence
}

func (s *inquiry) run(ctx context.Context) ([]corpus.Answer, error) {
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	switch {
	case len(s.question.Words) == 0:
		return s.list(ctx)
	case s.query.Order != corpus.Best:
		return s.dated(ctx)
	}
	for breadth := s.breadth(); ; breadth *= 4 {
		ranked, passages, err := s.ranked(ctx, breadth)
		if err != nil {
			return nil, err
		}
		s.refused = false
		answers, err := s.answers(ranked)
		// Repetitions and filters may leave too few of those that were ranked.
		enough := len(answers) >= s.limit() || passages < breadth || breadth >= maxBreadth
		if err != nil || enough || s.refused && (len(answers) > 0 || !s.filtered()) {
			return answers, err
		}
	}
}

// maxBreadth is the most passages that are ranked for a question.
const maxBreadth = 1600

// prepare looks up what the question and its filters name.
func (s *inquiry) prepare(ctx context.Context) error {
	var err error
	if s.scopes, err = s.snapshot.Narrow(s.query); err != nil {
		return err
	}
	if s.filter, err = newFilter(s.snapshot, s.query, s.question, s.scopes); err != nil {
		return err
	}
	clauses, err := newClauses(s.snapshot, s.question, s.scopes)
	if err != nil {
		return err
	}
	s.matcher = rank.NewMatcher(clauses, s.question, s.stems, s.vectors)
	return ctx.Err()
}

// ranked is the statements of the best passages, best first, and the number of
// these passages.
func (s *inquiry) ranked(ctx context.Context, breadth int) ([]rank.Scored, int, error) {
	candidates, err := findCandidates(s.snapshot, s.matcher.Clauses, s.scopes, s.filter, breadth)
	if err != nil {
		return nil, 0, err
	}
	var ranked []rank.Scored
	for i, c := range candidates {
		if i%64 == 63 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		p, err := s.snapshot.Passage(c.number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		ranked = append(ranked, s.matcher.Rank(p)...)
	}
	ranked = slices.DeleteFunc(ranked, func(r rank.Scored) bool { return !s.question.Permitted(r.Text()) })
	s.matcher.Order(ranked)
	return ranked, len(candidates), nil
}

// limit is how many answers are given at most.
func (s *inquiry) limit() int { return min(s.query.Limit, maxLimit) }

// filtered reports whether what is read in a passage may rule it out.
func (s *inquiry) filtered() bool {
	return len(s.question.Phrases) > 0 || len(s.question.Without) > 0 || len(s.filter.speaker) > 0 || s.filter.kind != ""
}

// breadth is how many passages are ranked at first.
func (s *inquiry) breadth() int {
	n := max(candidatePassages, min(s.query.Limit, maxBreadth))
	if s.filtered() {
		n *= 4
	}
	return n
}
