package index

import (
	"slices"
	"strings"
)

// holdsPhrase reports whether the words stand in the text in that order, with
// nothing but punctuation between them.
func holdsPhrase(text string, phrase []string) bool {
	at, found := 0, false
	var recent []string
	eachWord(text, func(start, end int) {
		if found {
			return
		}
		recent = append(recent, string(normalise(nil, text[start:end])))
		at++
		if at >= len(phrase) && slices.Equal(recent[at-len(phrase):], phrase) {
			found = true
		}
	})
	return found
}

// permitted reports whether the statement holds every phrase and none of what
// the question leaves out.
func (q *question) permitted(text string) bool {
	if len(q.phrases) == 0 && len(q.without) == 0 {
		return true
	}
	for _, phrase := range q.phrases {
		if !holdsPhrase(text, phrase) {
			return false
		}
	}
	for _, words := range q.without {
		if len(words) == 1 && holdsWord(text, words[0]) || len(words) > 1 && holdsPhrase(text, words) {
			return false
		}
	}
	return true
}

// holdsWord reports whether the word stands in the text in any of its forms.
func holdsWord(text, word string) bool {
	found := false
	want := stem(word)
	eachWord(text, func(start, end int) {
		if w := normalise(nil, text[start:end]); strings.HasPrefix(want, string(w[:min(1, len(w))])) {
			found = found || stem(string(w)) == want
		}
	})
	return found
}
