package render

import (
	"strings"
	"unicode"
)

// roomShort is the length up to which an answer is shown in full if it is not the best,
// in units.
const roomShort = 600

// turning lists words that turn the meaning of the sentences before them. A sentence with
// one of them is never left out. They are of the languages that the bot speaks.
const turning = "|not|no|never|none|nobody|nothing|nor|neither|cannot|but|however|although|though|yet|still|despite|unless|except|" +
	"nicht|kein|keine|keinen|keiner|keines|nie|niemals|niemand|nichts|weder|aber|jedoch|doch|sondern|obwohl|trotzdem|allerdings|" +
	"ne|pas|non|jamais|rien|personne|aucun|aucune|ni|mais|cependant|pourtant|toutefois|quoique|malgré|sauf|" +
	"не|ні|ніколи|ніхто|нічого|жоден|але|проте|однак|втім|хоча|крім|"

// shortened leaves out the sentences after the last reported words of a long statement,
// unless one of them turns its meaning. It reports whether it did.
func shortened(glyphs []Glyph) ([]Glyph, bool) {
	size, last := 0, -1
	for i, g := range glyphs {
		size += cost(g)
		if g.Reported {
			last = i
		}
	}
	if size <= roomShort || last < 0 {
		return glyphs, false
	}
	for i := last + 1; i < len(glyphs); i++ {
		if !unicode.IsSpace(glyphs[i].R) || !endsSentence(glyphs[last:i]) {
			continue
		}
		if turns(glyphs[i:]) {
			return glyphs, false
		}
		return trimRight(glyphs[:i]), true
	}
	return glyphs, false
}

// endsSentence reports whether a sentence ends with the last glyph.
func endsSentence(glyphs []Glyph) bool {
	for i := len(glyphs) - 1; i >= 0; i-- {
		switch r := glyphs[i].R; {
		case strings.ContainsRune(".?!…", r):
			return true
		case !strings.ContainsRune("”’»\"')]", r):
			return false
		}
	}
	return false
}

// turns reports whether any word turns the meaning of the text before.
func turns(glyphs []Glyph) bool {
	var text strings.Builder
	for _, g := range glyphs {
		text.WriteRune(unicode.ToLower(g.R))
	}
	for _, word := range strings.FieldsFunc(text.String(), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if strings.Contains(turning, "|"+word+"|") || strings.HasSuffix(word, "n't") || strings.HasSuffix(word, "n’t") || strings.HasPrefix(word, "n'") || strings.HasPrefix(word, "n’") {
			return true
		}
	}
	return false
}
