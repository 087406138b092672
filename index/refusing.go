package index

import (
	"cmp"

	"verbatim/corpus"
)

// refusal says why the search has no answer. A statement that is left out for its confidence
// has been noted.
func (s *searchRun) refusal() corpus.Refusal {
	r := corpus.Refusal{Reason: corpus.NotSure, Unknown: s.unknownWords()}
	switch {
	case len(r.Unknown) > 0:
		r.Reason = corpus.UnknownWords
	case len(s.filter.speaker) > 0 && (len(s.question.Words) > 0 || !s.narrowed()):
		r.Reason = corpus.NotSaid
	case !s.refused && s.narrowed():
		r.Reason = corpus.FilteredOut
	}
	return r
}

// unknownWords returns the words of the question that no article holds, in order. Those of a
// message tell nothing: most of it is talk.
func (s *searchRun) unknownWords() []string {
	var unknown []string
	for _, c := range s.ranker.Clauses() {
		if c.Unknown() && !s.query.Message && len(unknown) < corpus.MaxUnknown {
			unknown = append(unknown, c.Text)
		}
	}
	return unknown
}

// narrowed reports whether the query has filters other than a speaker.
func (s *searchRun) narrowed() bool {
	q := s.query
	return q.Kind != "" || q.Source != "" || q.Only != nil || q.Since != "" || q.Until != "" ||
		len(s.question.Phrases) > 0 || len(s.question.Without) > 0
}

// refuseMessage returns what is found for a message, of which there is at least one piece and
// no piece has an answer.
func refuseMessage(pieces []corpus.Found, q corpus.Query) corpus.Found {
	found := corpus.Found{Answers: []corpus.Answer{}, Refusal: pieces[0].Refusal}
	for _, piece := range pieces {
		found.Nearest = append(found.Nearest, piece.Nearest...)
		if piece.Refusal.Reason == corpus.NotSure {
			found.Refusal = piece.Refusal
		}
	}
	q.Limit, q.Order = max(0, q.Nearest), corpus.Best
	found.Nearest = mergeAnswers(found.Nearest, q)
	return found
}

// byConfidence compares answers, the surest first.
func byConfidence(a, b corpus.Answer) int {
	return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(b.Score, a.Score))
}
