package index

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// answerInTime answers a question that may name a time to look in ("in October", "last week")
// or an order ("latest"). It returns a run of the search besides.
//
// The time is first taken for a time of publication: its words then need not be in the text.
// Statements of any date whose passages name the time come with the others, as sure as they
// are. If nothing that was published then answers, the time is only words, as in a question
// about history.
func answerInTime(ctx context.Context, in searcher, s *view.Snapshot, q corpus.Query, question *rank.Question) (corpus.Found, *searchRun, error) {
	when := question.When(in.now())
	asked := when.Order != corpus.Best && q.Order == corpus.Best
	q.Order = cmp.Or(q.Order, when.Order)
	run := func(q corpus.Query, question *rank.Question) (corpus.Found, *searchRun, error) {
		r := in.newRun(s, q, question)
		r.surest = asked
		found, err := answer(ctx, r)
		return found, r, err
	}
	if timeless := question.Timeless(when); when.Bounded() && (len(timeless.Words) > 0 || strings.TrimSpace(q.Speaker) != "") {
		found, r, err := run(published(q, when), timeless)
		if err != nil && !errors.Is(err, corpus.ErrUnknownSpeaker) {
			return corpus.Found{}, nil, err
		}
		if len(found.Answers) > 0 {
			naming := question.Naming(when)
			if len(naming.Near) == 0 {
				return found, r, nil
			}
			more, _, err := run(q, naming)
			if err != nil && !errors.Is(err, corpus.ErrUnknownSpeaker) {
				return corpus.Found{}, nil, err
			}
			if len(more.Answers) > 0 {
				found.Answers = mergeAnswers(append(found.Answers, more.Answers...), q)
			}
			return found, r, nil
		}
	}
	if unordered := question.Unordered(when); len(unordered.Words) > 0 {
		question = unordered
	}
	return run(q, question)
}

// published narrows a query to articles that were published in a time.
func published(q corpus.Query, when rank.When) corpus.Query {
	if since, ok := q.Since.Time(); !when.Since.IsZero() && (q.Since == "" || ok && since.Before(when.Since)) {
		q.Since = corpus.Date(when.Since.Format(time.DateOnly))
	}
	if until, ok := q.Until.Time(); !when.Until.IsZero() && (q.Until == "" || ok && until.After(when.Until)) {
		q.Until = corpus.Date(when.Until.Format(time.DateOnly))
	}
	return q
}
