package index

import (
	"context"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/speakers"
	"verbatim/index/view"
)

// topicBreadth is the number of passages that are read for the speakers on a topic.
const topicBreadth = 400

// onTopic is the part of a topic's weight that a report's words must hold.
const onTopic = 0.5

// speakersOn lists the speakers on a topic, the most quoted first.
func speakersOn(ctx context.Context, in searcher, q corpus.Query) ([]corpus.SpeakerCount, error) {
	question, err := rank.ParseQuestion(q.Text, in.stems)
	if err != nil {
		return nil, err
	}
	if len(question.Words) == 0 {
		return nil, corpus.ErrEmptyQuestion
	}
	limit := q.Limit
	q = question.Filters(q)
	q.Limit = max(1, limit)
	if err := validate(q); err != nil {
		return nil, err
	}
	counts, filling := make(map[string]int), in.current.isFilling()
	err = in.current.read(q.Guild, func(s *view.Snapshot) error {
		run := in.newRun(s, q, question)
		if err := run.prepare(ctx); err != nil {
			return err
		}
		ranked, _, err := run.ranked(ctx, topicBreadth)
		for i := range ranked {
			if err == nil {
				err = countSpeakers(run, &ranked[i], counts)
			}
		}
		return err
	})
	if err = orFilling(filling, len(counts) > 0, err); err != nil {
		return nil, err
	}
	best := speakers.Top{Limit: limit, Found: []corpus.SpeakerCount{}}
	for name, n := range counts {
		if limit > 0 {
			best.Add(corpus.SpeakerCount{Name: name, Statements: n})
		}
	}
	return best.Found, nil
}

// countSpeakers counts a statement once for each speaker who says something on the topic
// in it.
func countSpeakers(s *searchRun, r *rank.Scored, counts map[string]int) error {
	reports, err := s.snapshot.Reports(r.Passage, r.Statement)
	if passage.IsDamaged(err) {
		return nil
	}
	if err != nil {
		return err
	}
	counted := make(map[string]bool)
	for i := range reports {
		one := &reports[i]
		if one.Speaker == nil || !one.Speaker.Certain || one.Speaker.Name == "" || counted[one.Speaker.Name] {
			continue
		}
		if (len(s.filter.speaker) == 0 && s.filter.kind == "" || s.filter.takes(one)) && s.ranker.TopicMatch(r, one) >= onTopic {
			counted[one.Speaker.Name] = true
			counts[one.Speaker.Name]++
		}
	}
	return nil
}
