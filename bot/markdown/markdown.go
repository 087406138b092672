// Package markdown writes text for Discord: it escapes and shortens text so that
// Discord shows it as it is, makes links safe, and holds Discord's limits.
package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// Units is the length of s as Discord counts it: in UTF-16 code units, the
// larger of the two counts that are in use.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += RuneUnits(r)
	}
	return n
}

func RuneUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Line is text on one line, clean and without surplus space.
func Line(text string) string { return corpus.Line(text) }

// Special reports whether Discord's markdown may give r a meaning anywhere in
// a line: emphasis, code, spoilers, links, mentions, timestamps, emoji, URLs.
func Special(r rune) bool {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '<', '>', '[', ']', '#', '@', ':', '/':
		return true
	}
	return false
}

// Escaper escapes a line's text rune by rune, so that all of it is shown as it
// stands. It starts out at the beginning of a line.
type Escaper struct {
	text  bool // something other than digits stands on the line
	digit bool // digits stand on the line
}

// Escapes reports whether r needs a backslash where it comes next.
func (e *Escaper) Escapes(r rune) bool {
	marker := !e.text && (!e.digit && (r == '-' || r == '+') || e.digit && (r == '.' || r == ')'))
	if unicode.IsDigit(r) {
		e.digit = true
	} else {
		e.text = true
	}
	return marker || Special(r)
}

// Escape makes Discord show one line of text as it stands, wherever in a
// message it is put. unescape undoes it.
func Escape(text string) string {
	var out strings.Builder
	var e Escaper
	for _, r := range text {
		if e.Escapes(r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Unescape returns what escaped text shows.
func Unescape(text string) string {
	var out strings.Builder
	escaped := false
	for _, r := range text {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		out.WriteRune(r)
	}
	return out.String()
}

const (
	// Bold begins and ends bold text.
	Bold = "**"
	// QuoteMark begins a line of a block quote.
	QuoteMark = "> "
	// Separator is between parts of a line that are alike.
	Separator = " · "
	// SeparatorSaying is between a name and what is said of it.
	SeparatorSaying = " — "
	// Ellipsis marks a name or a title that was shortened. Quotes never are.
	Ellipsis = "…"
)

// Clip is one escaped line of text in at most limit units, shortened after a
// word where it is longer.
func Clip(text string, limit int) string {
	text = Line(beginning(text, limit))
	if escaped := Escape(text); Units(escaped) <= limit {
		return escaped
	}
	var e Escaper
	used, end, space := Units(Ellipsis), 0, 0
	for at, r := range text {
		used += RuneUnits(r)
		if e.Escapes(r) {
			used++
		}
		if used > limit {
			break
		}
		if r == ' ' {
			space = at
		}
		end = at + utf8.RuneLen(r)
	}
	if text[end] != ' ' && space > end/2 {
		end = space
	}
	return Escape(text[:end]) + Ellipsis
}

// beginning is as much of a text as can matter for the first units of it. Nothing
// that is shown in a line has thousands of characters that do not show.
func beginning(text string, limit int) string {
	most := 64 * (limit + 64)
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) && most > 0 {
		most--
	}
	return text[:most]
}

// Shorten is one line of text as it stands in at most limit units, for where
// there is no markdown: labels, choices, placeholders.
func Shorten(text string, limit int) string {
	text = Line(beginning(text, limit))
	if Units(text) <= limit {
		return text
	}
	used, end := Units(Ellipsis), 0
	for at, r := range text {
		if used += RuneUnits(r); used > limit {
			break
		}
		end = at + utf8.RuneLen(r)
	}
	return strings.TrimRight(text[:end], " ") + Ellipsis
}

// WholeWords returns the beginning of a line in at most limit units, up to the end of a
// word.
func WholeWords(text string, limit int) string {
	if Units(text) <= limit {
		return text
	}
	used, end := 0, 0
	for at, r := range text {
		if used += RuneUnits(r); used > limit {
			break
		}
		if r == ' ' {
			end = at
		}
	}
	return text[:end]
}
