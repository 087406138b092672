package index

import (
	"context"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// Weighed is a statement that is ranked for a question, with the features of its score.
type Weighed struct {
	Article  corpus.ArticleID
	Span     corpus.Span
	Text     string
	Features rank.Features
	Signs    rank.ReadSigns // if it was read
	Read     bool
}

// weighing calls do with the prepared run of a question.
func weighing(ctx context.Context, in searcher, q corpus.Query, do func(*searchRun) error) error {
	question, err := rank.ParseQuestion(q.Text, in.stems)
	if err != nil {
		return err
	}
	if len(question.Words) == 0 {
		return corpus.ErrEmptyQuestion
	}
	q = question.Filters(q)
	if err := validate(q); err != nil {
		return err
	}
	return in.current.read(q.Guild, func(s *view.Snapshot) error {
		run := in.newRun(s, q, question)
		if err := run.prepare(ctx); err != nil {
			return err
		}
		return do(run)
	})
}

// weighRead ranks the statements from which some are chosen to be read, best first. They are only chosen, or the first are read as well.
func weighRead(ctx context.Context, in searcher, q corpus.Query, read bool) (all []Weighed, err error) {
	err = weighing(ctx, in, q, func(run *searchRun) error {
		_, candidates, err := run.ranked(ctx, run.breadth())
		if err != nil {
			return err
		}
		choose := run.chosen
		if read {
			choose = run.readBest
		}
		ranked, err := choose(ctx, candidates)
		if err != nil {
			return err
		}
		all, err = run.weighed(ranked)
		return err
	})
	return all, err
}

// weighed returns the ranked statements with what they are weighed by.
func (s *searchRun) weighed(ranked []rank.Scored) (all []Weighed, err error) {
	for i := range ranked {
		r := &ranked[i]
		c, err := s.citationOf(r.Passage.Article)
		if err != nil {
			return nil, err
		}
		one := Weighed{
			Article: c.Article, Span: corpus.Span{Start: r.Start(), End: r.Start() + len(r.Text())}, Text: r.Text(), Features: r.Features, Read: r.Read(),
		}
		if one.Read {
			one.Signs = s.ranker.ReadSigns(r)
		}
		all = append(all, one)
	}
	return all, nil
}

// weigh ranks the statements for a question by words alone, best first, and returns the signs of the first.
func weigh(ctx context.Context, in searcher, q corpus.Query) (all []Weighed, signs rank.Signs, err error) {
	err = weighing(ctx, in, q, func(run *searchRun) error {
		ranked, _, err := run.ranked(ctx, run.breadth())
		if err != nil || len(ranked) == 0 {
			return err
		}
		signs = run.ranker.Signs(ranked)
		all, err = run.weighed(ranked)
		return err
	})
	return all, signs, err
}
