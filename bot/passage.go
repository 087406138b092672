package bot

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// glyph is one character of a statement, and whether it belongs to the
// reported words.
type glyph struct {
	r        rune
	reported bool
}

// glyphs is the statement that answers, as it can be displayed, with the
// reported words marked. Lines are trimmed and no line is empty at an end.
func glyphs(a corpus.Answer) []glyph {
	spans := slices.Clone(a.Quotes)
	if a.Content != nil {
		spans = append(spans, *a.Content)
	}
	slices.SortFunc(spans, func(x, y corpus.Span) int { return cmp.Compare(x.Start, y.Start) })
	upTo := 0 // where the reported words end that begin before or at a place
	reported := func(at int) bool {
		for len(spans) > 0 && spans[0].Start <= a.Start+at {
			upTo, spans = max(upTo, spans[0].End), spans[1:]
		}
		return a.Start+at < upTo
	}
	var out []glyph
	for at, r := range a.Text {
		r = corpus.CleanRune(r)
		if r < 0 || unicode.IsSpace(r) && (len(out) == 0 || out[len(out)-1].r == '\n') {
			continue
		}
		if r == '\n' {
			out = trimRight(out)
			if len(out) == 0 {
				continue
			}
		}
		out = append(out, glyph{r, reported(at)})
	}
	return trimRight(out)
}

func trimRight(g []glyph) []glyph {
	for len(g) > 0 && unicode.IsSpace(g[len(g)-1].r) {
		g = g[:len(g)-1]
	}
	return g
}

func trimLeft(g []glyph) []glyph {
	for len(g) > 0 && unicode.IsSpace(g[0].r) {
		g = g[1:]
	}
	return g
}

// passage writes the glyphs as a block quote, with the reported words bold.
// Lines are quoted one by one, and no mark reaches over the end of a line.
func passage(glyphs []glyph) string {
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

func lines(glyphs []glyph) [][]glyph {
	var out [][]glyph
	start := 0
	for i, g := range glyphs {
		if g.r == '\n' {
			out = append(out, glyphs[start:i])
			start = i + 1
		}
	}
	return append(out, glyphs[start:])
}

// writeLine writes one line. Marks stand against letters, never against
// space, where they would not be marks.
func writeLine(out *strings.Builder, glyphs []glyph) {
	var e markdown.Escaper
	marked, spaces := false, 0
	for _, g := range glyphs {
		if g.r == ' ' {
			spaces++
			continue
		}
		if marked && !g.reported {
			out.WriteString(markdown.Bold)
		}
		out.WriteString(strings.Repeat(" ", spaces))
		if !marked && g.reported {
			out.WriteString(markdown.Bold)
		}
		marked, spaces = g.reported, 0
		if e.Escapes(g.r) {
			out.WriteByte('\\')
		}
		out.WriteRune(g.r)
	}
	if marked {
		out.WriteString(markdown.Bold)
	}
}

// split cuts a statement into pieces whose passages take at most limit units
// each: at the end of a paragraph or a sentence, else between words, and inside
// a word only where that alone is longer. Nothing but space at a cut is left out.
func split(glyphs []glyph, limit int) [][]glyph {
	var out [][]glyph
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

// fitting is how many glyphs go into a passage of limit units; at least one.
func fitting(glyphs []glyph, limit int) int {
	used := markdown.Units(markdown.QuoteMark) + 2*markdown.Units(markdown.Bold)
	paragraph, sentence, word, character := 0, 0, 0, 0
	marked := false
	for i, g := range glyphs {
		used += cost(g)
		if g.reported && !marked {
			used += 2 * markdown.Units(markdown.Bold)
		}
		marked = g.reported
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
		case g.r == '\n':
			paragraph, word, marked = i+1, i+1, false
		case g.r == ' ':
			word = i + 1
			if i > 0 && strings.ContainsRune(".?!…”’»\"'", glyphs[i-1].r) {
				sentence = i + 1
			}
		case i+1 < len(glyphs) && !joins(g.r, glyphs[i+1].r):
			character = i + 1
		}
	}
	return len(glyphs)
}

// cost is the most that a glyph can add to a passage, marks aside.
func cost(g glyph) int {
	switch {
	case g.r == '\n':
		return 1 + markdown.Units(markdown.QuoteMark) + 2*markdown.Units(markdown.Bold)
	case g.r == ' ':
		return 1
	case markdown.Special(g.r), strings.ContainsRune("-+.)", g.r):
		return 2
	}
	return markdown.RuneUnits(g.r)
}

// joins reports whether a and b are one character to a reader.
func joins(a, b rune) bool {
	return a == '\u200D' || b == '\u200D' || unicode.Is(unicode.M, b)
}

// quoted is a text as a block quote of at most about limit units. What is
// longer is cut between sentences where that can be, and says that it is a part.
func quoted(l *locale.Language, text string, limit int) string {
	parts := split(glyphs(corpus.Answer{Text: text}), limit)
	switch len(parts) {
	case 0:
		return markdown.QuoteMark + markdown.Ellipsis
	case 1:
		return passage(parts[0])
	}
	return passage(parts[0]) + "\n" + locale.Part(l, 1, len(parts))
}
