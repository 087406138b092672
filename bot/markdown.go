package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// units is the length of s as Discord counts it: in UTF-16 code units, the
// larger of the two counts that are in use.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// line is text on one line, clean and without surplus space.
func line(text string) string { return corpus.Line(text) }

// special reports whether Discord's markdown may give r a meaning anywhere in
// a line: emphasis, code, spoilers, links, mentions, timestamps, emoji, URLs.
func special(r rune) bool {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '<', '>', '[', ']', '#', '@', ':', '/':
		return true
	}
	return false
}

// escaper escapes a line's text rune by rune, so that all of it is shown as it
// stands. It starts out at the beginning of a line.
type escaper struct {
	text  bool // something other than digits stands on the line
	digit bool // digits stand on the line
}

// escapes reports whether r needs a backslash where it comes next.
func (e *escaper) escapes(r rune) bool {
	marker := !e.text && (!e.digit && (r == '-' || r == '+') || e.digit && (r == '.' || r == ')'))
	if unicode.IsDigit(r) {
		e.digit = true
	} else {
		e.text = true
	}
	return marker || special(r)
}

// escape makes Discord show one line of text as it stands, wherever in a
// message it is put. unescape undoes it.
func escape(text string) string {
	var out strings.Builder
	var e escaper
	for _, r := range text {
		if e.escapes(r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// unescape returns what escaped text shows.
func unescape(text string) string {
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
	// bold begins and ends bold text.
	bold = "**"
	// quoteMark begins a line of a block quote.
	quoteMark = "> "
	// separator is between parts of a line that are alike.
	separator = " · "
	// separatorSaying is between a name and what is said of it.
	separatorSaying = " — "
	// ellipsis marks a name or a title that was shortened. Quotes never are.
	ellipsis = "…"
)

// clip is one escaped line of text in at most limit units, shortened after a
// word where it is longer.
func clip(text string, limit int) string {
	text = line(beginning(text, limit))
	if escaped := escape(text); units(escaped) <= limit {
		return escaped
	}
	var e escaper
	used, end, space := units(ellipsis), 0, 0
	for at, r := range text {
		used += runeUnits(r)
		if e.escapes(r) {
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
	return escape(text[:end]) + ellipsis
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

// shorten is one line of text as it stands in at most limit units, for where
// there is no markdown: labels, choices, placeholders.
func shorten(text string, limit int) string {
	text = line(beginning(text, limit))
	if units(text) <= limit {
		return text
	}
	used, end := units(ellipsis), 0
	for at, r := range text {
		if used += runeUnits(r); used > limit {
			break
		}
		end = at + utf8.RuneLen(r)
	}
	return strings.TrimRight(text[:end], " ") + ellipsis
}
