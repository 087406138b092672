package extract

import "strings"

// Text is taken for English where, of at least so many words, at least so large
// a part are function words of English.
const (
	minLanguageWords    = 30
	minFunctionFraction = 0.2
)

// isForeign reports whether an article is not English: by its language tag, and
// by its function words where it has none.
func isForeign(language string, d *document) bool {
	if language != "" {
		primary, _, _ := strings.Cut(strings.ReplaceAll(language, "_", "-"), "-")
		return !strings.EqualFold(primary, "en") && !strings.EqualFold(primary, "eng")
	}
	const function = attrDeterminer | attrPreposition | attrConjunction | attrSubject | attrPossessive | attrAuxiliary | attrModal
	total, known := 0, 0
	for _, t := range d.tokens {
		if t.is(flagPunct | flagDigit) {
			continue
		}
		total++
		if d.lex.entries[t.word].attrs&function != 0 {
			known++
		}
	}
	return total >= minLanguageWords && float64(known) < minFunctionFraction*float64(total)
}
