// Package markdown writes text for Discord. It escapes and shortens text, makes links
// safe, and holds Discord's limits.
package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// Units returns the length of s in UTF-16 code units. Discord counts some texts in these
// and some in characters, which are never more.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += RuneUnits(r)
	}
	return n
}

// RuneUnits returns the length of r in units.
func RuneUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Line returns text as one clean line without surplus space.
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

// Escaper escapes the text of a line rune by rune. The zero value is at the beginning of
// a line.
type Escaper struct {
	text  bool // the line holds a character that is not a digit
	digit bool // the line holds digits
}

// Escapes reports whether r needs a backslash if it comes next.
func (e *Escaper) Escapes(r rune) bool {
	marker := !e.text && (!e.digit && (r == '-' || r == '+') || e.digit && (r == '.' || r == ')'))
	if unicode.IsDigit(r) {
		e.digit = true
	} else {
		e.text = true
	}
	return marker || Special(r)
}

// Escape makes Discord show a line of text unchanged, anywhere in a message. Unescape
// undoes it.
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

// Unescape returns the text that escaped text shows.
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
	// Separator is between equal parts of a line.
	Separator = " · "
	// SeparatorSaying is between a name and the text about it.
	SeparatorSaying = " — "
	// Ellipsis marks a name or a title that was shortened. Quotes never are.
	Ellipsis = "…"
)

// Clip returns one escaped line of at most limit units. A longer text is cut after a
// word.
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

// beginning returns the part of a text that can matter for its first limit units. No text
// that people read has thousands of characters that cannot be seen.
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

// Shorten returns one line of at most limit units, without escapes. It is for labels,
// choices and placeholders, in which Discord knows no markdown.
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
