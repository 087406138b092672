package corpus

import (
	"strings"
	"unicode"
)

// Clean makes text safe to display: it is valid UTF-8, and has no control characters
// except the line feed, no invisible ones, and none that change the direction of the
// text. No visible character changes.
func Clean(text string) string {
	return strings.Map(CleanRune, strings.ReplaceAll(text, "\r\n", "\n"))
}

// CleanRune returns the character that replaces r in Clean, or -1 to drop it.
func CleanRune(r rune) rune {
	switch {
	case ' ' <= r && r <= '~':
		return r
	case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case r == '\u200C', r == '\u200D':
		return r // joiners are part of how Persian, Hindi and emoji are spelt
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r // visible signs before a number
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return -1
	}
	return r
}

// Line returns the text on one line, clean and without surplus space.
func Line(text string) string { return strings.Join(strings.Fields(Clean(text)), " ") }
