package index

import (
	"context"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// topicBreadth is how many passages are read for the speakers on a topic.
const topicBreadth = 400

// onTopic is the part of a topic's weight that must stand in a report's words.
const onTopic = 0.5

// SpeakersOn are those who are named for certain as saying something on a topic,
// the query's Text, with the number of their statements on it: the most first,
// at most Limit. It reads the passages that match the topic best,
// up to a bound, and fails as Search does.
func (x *Index) SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	asked, err := rank.ParseQuestion(q.Text, x.stems)
	if err != nil {
		return nil, err
	}
	limit := q.Limit
	q = asked.Filters(q)
	q.Limit = max(1, limit)
	if err := valid(q); err != nil {
		return nil, err
	}
	counts, filling := make(map[string]int), x.Filling()
	err = x.reading(q.Guild, func(s *view.Snapshot) error {
		in := x.inquire(s, q, asked)
		if err := in.prepare(ctx); err != nil {
			return err
		}
		ranked, _, err := in.ranked(ctx, topicBreadth)
		for i := range ranked {
			if err == nil {
				err = in.countSpeakers(&ranked[i], counts)
			}
		}
		return err
	})
	if err = sure(filling, len(counts) > 0, err); err != nil {
		return nil, err
	}
	best := topSpeakers{limit: limit, found: []corpus.SpeakerCount{}}
	for name, n := range counts {
		if limit > 0 {
			best.add(corpus.SpeakerCount{Name: name, Statements: n})
		}
	}
	return best.found, nil
}

// countSpeakers counts a statement once for everybody who speaks on the topic in
// it.
func (s *inquiry) countSpeakers(r *rank.Scored, counts map[string]int) error {
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
		if (len(s.filter.speaker) == 0 && s.filter.kind == "" || s.filter.takes(one)) && s.matcher.TopicMatch(r, one) >= onTopic {
			counted[one.Speaker.Name] = true
			counts[one.Speaker.Name]++
		}
	}
	return nil
}
