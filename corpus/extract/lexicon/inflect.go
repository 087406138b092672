package lexicon

import "strings"

// inflect is the regular past, gerund and third person (or plural) of a word.
func inflect(w string) (past, gerund, third string) {
	last := w[len(w)-1]
	consonantY := last == 'y' && len(w) > 1 && !strings.ContainsRune("aeiou", rune(w[len(w)-2]))
	switch {
	case consonantY:
		past, gerund, third = w[:len(w)-1]+"ied", w+"ing", w[:len(w)-1]+"ies"
	case strings.HasSuffix(w, "ee"):
		past, gerund, third = w+"d", w+"ing", w+"s"
	case last == 'e':
		past, gerund, third = w+"d", w[:len(w)-1]+"ing", w+"s"
	case doubles(w):
		past, gerund, third = w+string(last)+"ed", w+string(last)+"ing", w+"s"
	default:
		past, gerund, third = w+"ed", w+"ing", w+"s"
	}
	for _, s := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(w, s) {
			third = w + "es"
		}
	}
	return past, gerund, third
}

// doubles reports whether a word's last consonant is doubled before -ed: when a
// single vowel precedes it in a word of one syllable, or when the word is in the
// list.
func doubles(w string) bool {
	switch w {
	case "admit", "commit", "submit", "permit", "refer", "rebut", "compel", "concur", "quip", "quiz", "regret", "infer", "prefer", "occur", "defer", "omit", "emit", "propel", "expel", "repel":
		return true
	}
	if len(w) < 3 || len(w) > 4 {
		return false
	}
	vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
	a, b, c := w[len(w)-3], w[len(w)-2], w[len(w)-1]
	return !vowel(a) && vowel(b) && !vowel(c) && strings.IndexByte("wxy", c) < 0
}
