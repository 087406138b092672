package document

import "unicode/utf8"

// style is a family of quotation marks that close one another.
type style uint8

const (
	styleNone     style = iota
	styleDouble         // “ ” „
	styleStraight       // " `` ''
	styleSingle         // ‘ ’ '
	styleAngle          // « » ‹ ›
	styles
)

// side is the use that a mark's form and neighbours allow: opening, closing or
// either.
type side uint8

const (
	sideOpen side = 1 << iota
	sideClose
	sideEither = sideOpen | sideClose
)

// mark is a token that may be a quotation mark.
type mark struct {
	token int32
	style style
	side  side // by its form and by its neighbours
	sure  bool // of a single mark: cannot be an apostrophe
}

// markAt reads token i as a quotation mark. Its style is styleNone if the token is
// not a mark.
func markAt(d *Document, i int32) mark {
	t := d.Tokens[i]
	m := mark{token: i}
	switch c := d.Text[t.Start]; {
	case c == '"':
		m.style, m.side = styleStraight, sideEither
	case c == '\'':
		m.style, m.side = styleSingle, sideEither
		if t.End-t.Start == 2 {
			m.style = styleStraight
		}
	case c == '`':
		m.style, m.side = styleSingle, sideOpen
		if t.End-t.Start == 2 {
			m.style = styleStraight
		}
	case c < utf8.RuneSelf:
		return m
	default:
		m.form(d.Text[t.Start:t.End])
	}
	if m.style != styleNone {
		lookAround(d, &m)
	}
	return m
}

// form is the style and side of a mark beyond ASCII.
func (m *mark) form(s string) {
	switch r, _ := utf8.DecodeRuneInString(s); r {
	case '“', '„', '‟', '〝':
		m.style, m.side = styleDouble, sideOpen
	case '”', '〞':
		m.style, m.side = styleDouble, sideClose
	case '‘', '‚', '‛':
		m.style, m.side = styleSingle, sideOpen
	case '’':
		m.style, m.side = styleSingle, sideEither
	case '«', '‹':
		m.style, m.side = styleAngle, sideOpen
	case '»', '›':
		m.style, m.side = styleAngle, sideClose
	case '「', '『':
		m.style, m.side = styleAngle, sideOpen
	case '」', '』':
		m.style, m.side = styleAngle, sideClose
	}
}

// lookAround lets the neighbours decide if the form does not, or if the mark is
// plainly the wrong way round.
func lookAround(d *Document, m *mark) {
	t := d.Tokens[m.token]
	spaceBefore := t.Is(FlagSpace) || opensBefore(d, m.token)
	spaceAfter := int(t.End) >= len(d.Text) || closesAfter(d, m.token)
	switch {
	case spaceBefore && !spaceAfter:
		if m.style == styleSingle && m.side == sideEither && elision(d, m.token) {
			m.style = styleNone
			return
		}
		m.side = sideOpen
	case spaceAfter && !spaceBefore:
		m.side = sideClose
		m.sure = m.token > 0 && d.Tokens[m.token-1].Is(FlagPunct)
	case m.style == styleSingle && !spaceBefore && !spaceAfter:
		m.style = styleNone // inside a word
	}
}

// opensBefore reports whether a mark opens because of the token directly before it:
// a bracket, a dash, or a mark that opens.
func opensBefore(d *Document, i int32) bool {
	if i == 0 {
		return true
	}
	t := d.Tokens[i-1]
	if !t.Is(FlagPunct) {
		return false
	}
	switch r, _ := utf8.DecodeRuneInString(d.Text[t.Start:t.End]); r {
	case '(', '[', '{', '—', '–', '-', '“', '„', '‘', '«', '‹', '―', '/', ':', '=', '*':
		return true
	case '"', '\'', '`':
		return t.Is(FlagSpace)
	}
	return false
}

// closesAfter reports whether a mark closes because of the token after it: white
// space, or punctuation that is not an opening mark.
func closesAfter(d *Document, i int32) bool {
	if int(i)+1 >= len(d.Tokens) {
		return true
	}
	t := d.Tokens[i+1]
	if t.Is(FlagSpace) {
		return true
	}
	if !t.Is(FlagPunct) {
		return false
	}
	switch r, _ := utf8.DecodeRuneInString(d.Text[t.Start:t.End]); r {
	case '(', '[', '{', '“', '„', '‘', '«', '‹', '$', '€', '£', '#', '@', '…', '`', '¿', '¡':
		return false
	case '.':
		return t.End-t.Start == 1
	case '"', '\'':
		return int(i)+2 >= len(d.Tokens) || d.Tokens[i+2].Is(FlagSpace|FlagPunct)
	}
	return true
}

// elision reports whether an apostrophe opens a shortened word: ’tis, ’90s.
func elision(d *Document, i int32) bool {
	t := d.Tokens[i+1]
	if c := d.Text[t.Start]; charClasses[c] == classDigit {
		return true
	}
	switch d.Text[t.Start:t.End] {
	case "tis", "Tis", "twas", "Twas", "em", "Em", "til", "cause", "Cause", "bout", "n", "round", "cuz", "Til", "er", "im", "Twill", "twill", "Twere", "neath", "gainst":
		return true
	}
	return false
}
