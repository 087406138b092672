package index

import (
	"context"
	"strings"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// search answers a question, a listing or a message.
func search(ctx context.Context, in searcher, q corpus.Query) ([]corpus.Answer, error) {
	if q.Message {
		return searchMessage(ctx, in, q)
	}
	question, err := rank.ParseQuestion(q.Text, in.stems)
	if err != nil {
		return nil, err
	}
	q = question.Filters(q)
	if err := validate(q); err != nil {
		return nil, err
	}
	if len(question.Words) == 0 && (!question.Blank || strings.TrimSpace(q.Speaker) == "") {
		return nil, corpus.ErrEmptyQuestion
	}
	var answers []corpus.Answer
	err = in.current.read(q.Guild, func(s *view.Snapshot) error {
		run := in.newRun(s, q, question)
		if answers, err = answer(ctx, run); err != nil {
			return err
		}
		return addDenials(run, answers)
	})
	return answers, err
}
