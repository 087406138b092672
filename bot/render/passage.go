package render

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Glyph is one character of a statement. It knows whether it belongs to the reported
// words.
type Glyph struct {
	R        rune
	Reported bool
}

// Glyphs returns the text of an answer as it can be shown, with the reported words
// marked. Lines are trimmed, and the first and the last are not empty.
func Glyphs(a corpus.Answer) []Glyph {
	spans := slices.Clone(a.Quotes)
	if a.Content != nil {
		spans = append(spans, *a.Content)
	}
	slices.SortFunc(spans, func(x, y corpus.Span) int { return cmp.Compare(x.Start, y.Start) })
	upTo := 0 // the end of the reported words that begin before or at a place
	reported := func(at int) bool {
		for len(spans) > 0 && spans[0].Start <= a.Start+at {
			upTo, spans = max(upTo, spans[0].End), spans[1:]
		}
		return a.Start+at < upTo
	}
	var out []Glyph
	for at, r := range a.Text {
		r = corpus.CleanRune(r)
		if r < 0 || unicode.IsSpace(r) && (len(out) == 0 || out[len(out)-1].R == '\n') {
			continue
		}
		if r == '\n' {
			out = trimRight(out)
			if len(out) == 0 {
				continue
			}
		}
		out = append(out, Glyph{r, reported(at)})
	}
	return trimRight(out)
}

func trimRight(g []Glyph) []Glyph {
	for len(g) > 0 && unicode.IsSpace(g[len(g)-1].R) {
		g = g[:len(g)-1]
	}
	return g
}

func trimLeft(g []Glyph) []Glyph {
	for len(g) > 0 && unicode.IsSpace(g[0].R) {
		g = g[1:]
	}
	return g
}

// passage writes glyphs as a block quote, with the reported words in bold. Each line is
// quoted, and no mark extends over the end of a line.
func passage(glyphs []Glyph) string {
	var out strings.Builder
	for i, line := range lines(glyphs) {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(markdown.QuoteMark)
		writeLine(&out, line)
	}
	return out.String()
}

func lines(glyphs []Glyph) [][]Glyph {
	var out [][]Glyph
	start := 0
	for i, g := range glyphs {
		if g.R == '\n' {
			out = append(out, glyphs[start:i])
			start = i + 1
		}
	}
	return append(out, glyphs[start:])
}

// writeLine writes one line. Marks are next to letters, because Discord does not see them
// next to a space.
func writeLine(out *strings.Builder, glyphs []Glyph) {
	var e markdown.Escaper
	marked, spaces := false, 0
	for _, g := range glyphs {
		if g.R == ' ' {
			spaces++
			continue
		}
		if marked && !g.Reported {
			out.WriteString(markdown.Bold)
		}
		out.WriteString(strings.Repeat(" ", spaces))
		if !marked && g.Reported {
			out.WriteString(markdown.Bold)
		}
		marked, spaces = g.Reported, 0
		if e.Escapes(g.R) {
			out.WriteByte('\\')
		}
		out.WriteRune(g.R)
	}
	if marked {
		out.WriteString(markdown.Bold)
	}
}

// split cuts a statement into pieces whose passages have at most limit units each. It
// cuts at the end of a paragraph or a sentence, else between words, and inside a word
// only if the word itself is longer. Only space at a cut is left out.
func split(glyphs []Glyph, limit int) [][]Glyph {
	var out [][]Glyph
	for {
		glyphs = trimLeft(glyphs)
		if len(glyphs) == 0 {
			return out
		}
		n := fitting(glyphs, limit)
		out = append(out, trimRight(glyphs[:n]))
		glyphs = glyphs[n:]
	}
}

// fitting returns how many glyphs a passage of limit units holds, at least one.
func fitting(glyphs []Glyph, limit int) int {
	used := markdown.Units(markdown.QuoteMark) + 2*markdown.Units(markdown.Bold)
	paragraph, sentence, word, character := 0, 0, 0, 0
	marked := false
	for i, g := range glyphs {
		used += cost(g)
		if g.Reported && !marked {
			used += 2 * markdown.Units(markdown.Bold)
		}
		marked = g.Reported
		if used > limit {
			switch {
			case paragraph > i/2:
				return paragraph
			case sentence > i/2:
				return sentence
			case word > 0:
				return word
			}
			return max(character, 1)
		}
		switch {
		case g.R == '\n':
			paragraph, word, marked = i+1, i+1, false
		case g.R == ' ':
			word = i + 1
			if i > 0 && strings.ContainsRune(".?!…”’»\"'", glyphs[i-1].R) {
				sentence = i + 1
			}
		case i+1 < len(glyphs) && !joins(g.R, glyphs[i+1].R):
			character = i + 1
		}
	}
	return len(glyphs)
}

// cost returns the most units that a glyph can add to a passage, without marks.
func cost(g Glyph) int {
	switch {
	case g.R == '\n':
		return 1 + markdown.Units(markdown.QuoteMark) + 2*markdown.Units(markdown.Bold)
	case g.R == ' ':
		return 1
	case markdown.Special(g.R), strings.ContainsRune("-+.)", g.R):
		return 2
	}
	return markdown.RuneUnits(g.R)
}

// joins reports whether a reader sees a and b as one character.
func joins(a, b rune) bool {
	return a == '\u200D' || b == '\u200D' || unicode.Is(unicode.M, b)
}

// Quoted returns a text as a block quote of about limit units. A longer text is cut
// between sentences, if it can be, and marked as a part.
func Quoted(l *locale.Language, text string, limit int) string {
	parts := split(Glyphs(corpus.Answer{Text: text}), limit)
	switch len(parts) {
	case 0:
		return markdown.QuoteMark + markdown.Ellipsis
	case 1:
		return passage(parts[0])
	}
	return passage(parts[0]) + "\n" + locale.Part(l, 1, len(parts))
}
