package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// Bounds of the search for a message. Each piece is searched for like a
// question, so a message takes at most as long as maxPieces questions.
const (
	maxPieces    = 6
	tellingWords = 5 // words of a piece that are searched for
	weightName   = 2 // how much more than another word a name or a number tells
)

// searchMessage finds the statements that bear on a message.
func searchMessage(ctx context.Context, in searcher, q corpus.Query) (corpus.Found, error) {
	found := corpus.Found{Answers: []corpus.Answer{}}
	if len(q.Text) > corpus.MaxMessage {
		return found, fmt.Errorf("%w: the message is too long: at most %d bytes are searched for", corpus.ErrQuery, corpus.MaxMessage)
	}
	if err := validate(q); err != nil {
		return found, err
	}
	pieces := rank.Pieces(q.Text, in.stems)
	if len(pieces) == 0 {
		return found, corpus.ErrEmptyQuestion
	}
	err := in.current.read(q.Guild, func(s *view.Snapshot) error {
		scopes, err := s.Narrow(q)
		if err != nil {
			return err
		}
		if pieces, err = mostTelling(s, pieces, scopes); err != nil {
			return err
		}
		var last *searchRun
		var refused []corpus.Found
		for _, piece := range pieces {
			last = in.newRun(s, q, piece)
			one, err := answer(ctx, last)
			if err != nil {
				return err
			}
			found.Answers = append(found.Answers, one.Answers...)
			if len(one.Answers) == 0 {
				refused = append(refused, one)
			}
		}
		if len(found.Answers) == 0 {
			found = refuseMessage(refused, q)
		}
		found.Answers = mergeAnswers(found.Answers, q)
		return addDenials(last, found)
	})
	return found, err
}

// mostTelling returns, in order, the at most maxPieces pieces with the rarest words, and
// leaves each the tellingWords rarest of its words.
func mostTelling(s *view.Snapshot, pieces []*rank.Question, scopes []string) ([]*rank.Question, error) {
	total, err := s.Passages(scopes)
	if err != nil {
		return nil, err
	}
	known := make(map[string]float64)
	tells := func(w rank.Word) float64 {
		if w.Name || w.Number {
			return float64(weightName * known[w.Term])
		}
		return known[w.Term]
	}
	sums := make(map[*rank.Question]float64, len(pieces))
	for _, piece := range pieces {
		for _, w := range piece.Words {
			if _, there := known[w.Term]; !there {
				df, err := s.CountIn(w.Term, scopes)
				if err != nil {
					return nil, err
				}
				known[w.Term] = 0
				if df > 0 {
					known[w.Term] = rank.IDF(total, df)
				}
			}
			sums[piece] += tells(w)
		}
	}
	byTelling := func(a, b *rank.Question) int { return cmp.Compare(sums[b], sums[a]) }
	best := slices.Clone(pieces)
	slices.SortStableFunc(best, byTelling)
	best = best[:min(len(best), maxPieces)]
	for _, piece := range best {
		words := slices.Clone(piece.Words)
		slices.SortStableFunc(words, func(a, b rank.Word) int { return cmp.Compare(tells(b), tells(a)) })
		words = words[:min(len(words), tellingWords)]
		piece.Words = slices.DeleteFunc(piece.Words, func(w rank.Word) bool {
			return !slices.ContainsFunc(words, func(kept rank.Word) bool { return kept.Term == w.Term })
		})
	}
	return slices.DeleteFunc(pieces, func(q *rank.Question) bool { return !slices.Contains(best, q) }), nil
}

// mergeAnswers merges the answers to the pieces of a message: each statement once, with
// the confidence of the piece that it bears on most.
func mergeAnswers(answers []corpus.Answer, q corpus.Query) []corpus.Answer {
	slices.SortStableFunc(answers, byConfidence)
	seen := make(map[uint64]bool)
	answers = slices.DeleteFunc(answers, func(a corpus.Answer) bool {
		key := rank.Saying(a.Text)
		repeated := seen[key]
		seen[key] = true
		return repeated
	})
	answers = answers[:min(len(answers), q.Limit, maxLimit)]
	if q.Order != corpus.Best {
		slices.SortStableFunc(answers, func(a, b corpus.Answer) int {
			at, known := a.Published.Time()
			bt, bKnown := b.Published.Time()
			return cmp.Or(compareDates(q.Order, at, bt, known, bKnown),
				cmp.Compare(a.Guild, b.Guild), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Start, b.Start))
		})
	}
	return answers
}
