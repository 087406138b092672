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
	Features rank.Features
}

// weigh ranks the statements for a question, best first, and returns the signs of the first.
func weigh(ctx context.Context, in searcher, q corpus.Query) (all []Weighed, signs rank.Signs, err error) {
	question, err := rank.ParseQuestion(q.Text, in.stems)
	if err != nil {
		return nil, signs, err
	}
	if len(question.Words) == 0 {
		return nil, signs, corpus.ErrEmptyQuestion
	}
	q = question.Filters(q)
	if err := validate(q); err != nil {
		return nil, signs, err
	}
	err = in.current.read(q.Guild, func(s *view.Snapshot) error {
		run := in.newRun(s, q, question)
		if err := run.prepare(ctx); err != nil {
			return err
		}
		ranked, _, err := run.ranked(ctx, run.breadth())
		if err != nil || len(ranked) == 0 {
			return err
		}
		signs = run.ranker.Signs(ranked)
		for i := range ranked {
			r := &ranked[i]
			c, err := run.citationOf(r.Passage.Article)
			if err != nil {
				return err
			}
			all = append(all, Weighed{
				Article: c.Article, Span: corpus.Span{Start: r.Start(), End: r.Start() + len(r.Text())}, Features: r.Features,
			})
		}
		return nil
	})
	return all, signs, err
}
