package corpus

import (
	"strings"
	"unicode"
)

// Clean makes text harmless to display: valid UTF-8, no control characters
// but the line feed, and none that show nothing or turn the direction of what
// follows. No visible character changes.
func Clean(text string) string {
	return strings.Map(CleanRune, strings.ReplaceAll(text, "\r\n", "\n"))
}

// CleanRune is a character as Clean has it, -1 for what is dropped. Bytes that
// are no UTF-8 come as utf8.RuneError, which shows as what it is.
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

// Line is text on one line, clean and without surplus space.
func Line(text string) string { return strings.Join(strings.Fields(Clean(text)), " ") }
