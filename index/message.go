package index

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"verbatim/corpus"
)

// Bounds of what is searched for of a message. Each piece is searched for as a
// question is, so a message takes at most as long as so many questions.
const (
	maxPieces = 6
	minPiece  = 4  // words; with fewer a sentence goes on with the next
	maxPiece  = 20 // words; with more a piece ends where its sentence does not

	tellingWords = 5 // of a piece, which holds much beside what it is about
	weightName   = 2 // how much more than another word a name or a number tells
)

// noProse is what a message holds beside words: addresses, mentions, emoji,
// times and code.
var noProse = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|<[@#:/at][^<>\\s]*>|[A-Za-z][A-Za-z0-9+.-]*://\\S+|www\\.\\S+")

// searchMessage answers a message with the statements that bear on it.
func (x *Index) searchMessage(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	if len(q.Text) > corpus.MaxMessage {
		return nil, fmt.Errorf("%w: the message is too long: at most %d bytes are searched for", corpus.ErrQuery, corpus.MaxMessage)
	}
	if err := valid(q); err != nil {
		return nil, err
	}
	pieces := cutMessage(q.Text, x.stems)
	if len(pieces) == 0 {
		return nil, corpus.ErrEmptyQuestion
	}
	answers := []corpus.Answer{}
	err := x.reading(q.Guild, func(s *snapshot) error {
		scopes, err := s.look(q)
		if err != nil {
			return err
		}
		if pieces, err = s.mostTelling(pieces, scopes); err != nil {
			return err
		}
		var last *inquiry
		for _, piece := range pieces {
			last = x.inquire(s, q, piece)
			found, err := last.run(ctx)
			if err != nil {
				return err
			}
			answers = append(answers, found...)
		}
		answers = mergeAnswers(answers, q)
		return last.addDenials(answers)
	})
	return answers, err
}

// cutMessage takes a message apart into pieces of a sentence or two, as
// questions; those without a word to search for are left out.
func cutMessage(text string, stems *stemmer) []*question {
	text = noProse.ReplaceAllString(strings.ToValidUTF8(text, " "), " ")
	var pieces []*question
	start, words := 0, 0
	take := func(end int) {
		q := &question{literal: true}
		q.takeWords(text[start:end], stems)
		q.about, q.wants = aboutSpeech{}, 0
		for i := range q.words {
			q.words[i].subject, q.words[i].generic = false, false
		}
		if len(q.words) > 0 {
			pieces = append(pieces, q)
		}
		start, words = end, 0
	}
	last := 0
	eachWord(text, func(from, to int) {
		if words >= minPiece && endsSentence(text[last:from]) || words >= maxPiece {
			take(from)
		}
		words, last = words+1, to
	})
	take(len(text))
	return pieces
}

// endsSentence reports whether a sentence ends in what stands between two words.
func endsSentence(between string) bool {
	return strings.ContainsAny(between, "\n!?…。！？") || strings.Contains(between, ". ") || strings.Contains(between, ".”") || strings.Contains(between, ".\"")
}

// mostTelling is the pieces whose words tell the most, at most maxPieces, in
// order, and of each the words that do, at most tellingWords.
func (s *snapshot) mostTelling(pieces []*question, scopes []string) ([]*question, error) {
	total, err := s.passages(scopes)
	if err != nil {
		return nil, err
	}
	known := make(map[string]float64)
	tells := func(w asked) float64 {
		if w.name || w.number {
			return weightName * known[w.term]
		}
		return known[w.term]
	}
	sums := make(map[*question]float64, len(pieces))
	for _, piece := range pieces {
		for _, w := range piece.words {
			if _, there := known[w.term]; !there {
				df, err := s.countIn(w.term, scopes)
				if err != nil {
					return nil, err
				}
				known[w.term] = 0
				if df > 0 {
					known[w.term] = idf(total, df)
				}
			}
			sums[piece] += tells(w)
		}
	}
	byTelling := func(a, b *question) int { return cmp.Compare(sums[b], sums[a]) }
	best := slices.Clone(pieces)
	slices.SortStableFunc(best, byTelling)
	best = best[:min(len(best), maxPieces)]
	for _, piece := range best {
		words := slices.Clone(piece.words)
		slices.SortStableFunc(words, func(a, b asked) int { return cmp.Compare(tells(b), tells(a)) })
		words = words[:min(len(words), tellingWords)]
		piece.words = slices.DeleteFunc(piece.words, func(w asked) bool { return !slices.Contains(words, w) })
	}
	return slices.DeleteFunc(pieces, func(q *question) bool { return !slices.Contains(best, q) }), nil
}

// mergeAnswers is the answers to the pieces of a message as answers to all of
// it: each saying once, with the confidence of the piece that it bears on most.
func mergeAnswers(answers []corpus.Answer, q corpus.Query) []corpus.Answer {
	slices.SortStableFunc(answers, func(a, b corpus.Answer) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(b.Score, a.Score))
	})
	seen := make(map[uint64]bool)
	answers = slices.DeleteFunc(answers, func(a corpus.Answer) bool {
		key := saying(a.Text)
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
