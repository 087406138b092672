package rank

import (
	"regexp"
	"strings"

	"verbatim/index/wording"
)

// The size of a message's pieces, in words.
const (
	minPiece = 4  // a shorter sentence is joined with the next
	maxPiece = 20 // a longer sentence is cut
)

// noProse matches the parts of a message that are no words: addresses, mentions, emoji,
// times and code.
var noProse = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|<[@#:/at][^<>\\s]*>|[A-Za-z][A-Za-z0-9+.-]*://\\S+|www\\.\\S+")

// Pieces divides a message into pieces of a sentence or two, each a question. Pieces
// without a word to search for are left out.
func Pieces(text string, stems *wording.Stemmer) []*Question {
	text = noProse.ReplaceAllString(strings.ToValidUTF8(text, " "), " ")
	var pieces []*Question
	start, words := 0, 0
	take := func(end int) {
		q := &Question{Literal: true}
		q.takeWords(text[start:end], nil, stems)
		q.about, q.Wants = aboutSpeech{}, 0
		for i := range q.Words {
			q.Words[i].subject, q.Words[i].generic = false, false
		}
		if len(q.Words) > 0 {
			pieces = append(pieces, q)
		}
		start, words = end, 0
	}
	last := 0
	wording.EachWord(text, func(from, to int) {
		if words >= minPiece && endsSentence(text[last:from]) || words >= maxPiece {
			take(from)
		}
		words, last = words+1, to
	})
	take(len(text))
	return pieces
}

// endsSentence reports whether a sentence ends in the text between two words.
func endsSentence(between string) bool {
	return strings.ContainsAny(between, "\n!?…。！？") || strings.Contains(between, ". ") || strings.Contains(between, ".”") || strings.Contains(between, ".\"")
}
