package document

import (
	"strings"

	"verbatim/corpus/extract/lexicon"
)

// A text counts as English if it has at least so many words, and at least this part
// of them are function words of English.
const (
	minLanguageWords    = 30
	minFunctionFraction = 0.2
)

// IsForeign reports whether an article is not English, by its language tag or, if
// it has no tag, by its function words.
func IsForeign(language string, d *Document) bool {
	if language != "" {
		primary, _, _ := strings.Cut(strings.ReplaceAll(language, "_", "-"), "-")
		return !strings.EqualFold(primary, "en") && !strings.EqualFold(primary, "eng")
	}
	const function = lexicon.AttrDeterminer | lexicon.AttrPreposition | lexicon.AttrConjunction | lexicon.AttrSubject | lexicon.AttrPossessive | lexicon.AttrAuxiliary | lexicon.AttrModal
	total, known := 0, 0
	for _, t := range d.Tokens {
		if t.Is(FlagPunct | FlagDigit) {
			continue
		}
		total++
		if d.Lex.Entries[t.Word].Attrs&function != 0 {
			known++
		}
	}
	return total >= minLanguageWords && float64(known) < minFunctionFraction*float64(total)
}
