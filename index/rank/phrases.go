package rank

import (
	"slices"
	"strings"

	"verbatim/index/wording"
)

// holdsPhrase reports whether the text holds the words in that order, with only
// punctuation between them.
func holdsPhrase(text string, phrase []string) bool {
	at, found := 0, false
	var recent []string
	wording.EachWord(text, func(start, end int) {
		if found {
			return
		}
		recent = append(recent, string(wording.Normalise(nil, text[start:end])))
		at++
		if at >= len(phrase) && slices.Equal(recent[at-len(phrase):], phrase) {
			found = true
		}
	})
	return found
}

// holdsWord reports whether the text holds the word in any of its forms.
func holdsWord(text, word string) bool {
	found := false
	want := wording.Stem(word)
	wording.EachWord(text, func(start, end int) {
		if w := wording.Normalise(nil, text[start:end]); strings.HasPrefix(want, string(w[:min(1, len(w))])) {
			found = found || wording.Stem(string(w)) == want
		}
	})
	return found
}
