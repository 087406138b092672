package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// openers are words that may begin a mention with a capital letter without being a
// name.
const openers = " a an another he her his it its many most my one others our several she some somebody someone that " +
	"the their these they this those two we what which who you your i officials sources witnesses critics experts "

// OwnWord returns the article's word for a speaker who is not certain: the mention
// itself ("he", "an official"), or "" if the mention contains a name. A name is never
// shown if it is not certain.
func OwnWord(mention string) string {
	for i, word := range strings.Fields(mention) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if first, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(first) {
			continue
		}
		if i > 0 || !strings.Contains(openers, " "+strings.ToLower(word)+" ") {
			return ""
		}
	}
	return mention
}
