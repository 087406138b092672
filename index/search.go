package index

import (
	"context"
	"strings"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// search answers a question, a listing or a message.
func search(ctx context.Context, in searcher, q corpus.Query) (corpus.Found, error) {
	if q.Message {
		return searchMessage(ctx, in, q)
	}
	question, err := rank.ParseQuestion(q.Text, in.stems)
	if err != nil {
		return corpus.Found{}, err
	}
	q = question.Filters(q)
	if err := validate(q); err != nil {
		return corpus.Found{}, err
	}
	if len(question.Words) == 0 && (!question.Blank || strings.TrimSpace(q.Speaker) == "") {
		return corpus.Found{}, corpus.ErrEmptyQuestion
	}
	var found corpus.Found
	err = in.current.read(q.Guild, func(s *view.Snapshot) error {
		var run *searchRun
		if found, run, err = answerInTime(ctx, in, s, q, question); err != nil {
			return err
		}
		return addDenials(run, found)
	})
	return found, err
}
