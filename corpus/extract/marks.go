package extract

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

// side is what a mark can be, seen by itself.
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

// markAt reads token i as a quotation mark; its style is styleNone where it is
// none.
func (d *document) markAt(i int32) mark {
	t := d.tokens[i]
	m := mark{token: i}
	switch c := d.text[t.start]; {
	case c == '"':
		m.style, m.side = styleStraight, sideEither
	case c == '\'':
		m.style, m.side = styleSingle, sideEither
		if t.end-t.start == 2 {
			m.style = styleStraight
		}
	case c == '`':
		m.style, m.side = styleSingle, sideOpen
		if t.end-t.start == 2 {
			m.style = styleStraight
		}
	case c < utf8.RuneSelf:
		return m
	default:
		m.form(d.text[t.start:t.end])
	}
	if m.style != styleNone {
		d.lookAround(&m)
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

// lookAround lets the neighbours decide where the form does not, or where it is
// plainly the wrong way round.
func (d *document) lookAround(m *mark) {
	t := d.tokens[m.token]
	spaceBefore := t.is(flagSpace) || d.opensBefore(m.token)
	spaceAfter := int(t.end) >= len(d.text) || d.closesAfter(m.token)
	switch {
	case spaceBefore && !spaceAfter:
		if m.style == styleSingle && m.side == sideEither && d.elision(m.token) {
			m.style = styleNone
			return
		}
		m.side = sideOpen
	case spaceAfter && !spaceBefore:
		m.side = sideClose
		m.sure = m.token > 0 && d.tokens[m.token-1].is(flagPunct)
	case m.style == styleSingle && !spaceBefore && !spaceAfter:
		m.style = styleNone // inside a word
	}
}

// opensBefore reports whether what stands directly before a mark is such that
// the mark opens: a bracket, a dash, or a mark that opens.
func (d *document) opensBefore(i int32) bool {
	if i == 0 {
		return true
	}
	t := d.tokens[i-1]
	if !t.is(flagPunct) {
		return false
	}
	switch r, _ := utf8.DecodeRuneInString(d.text[t.start:t.end]); r {
	case '(', '[', '{', '—', '–', '-', '“', '„', '‘', '«', '‹', '―', '/', ':', '=', '*':
		return true
	case '"', '\'', '`':
		return t.is(flagSpace)
	}
	return false
}

// closesAfter reports whether what follows a mark is such that the mark closes:
// white space, or punctuation other than one that opens.
func (d *document) closesAfter(i int32) bool {
	if int(i)+1 >= len(d.tokens) {
		return true
	}
	t := d.tokens[i+1]
	if t.is(flagSpace) {
		return true
	}
	if !t.is(flagPunct) {
		return false
	}
	switch r, _ := utf8.DecodeRuneInString(d.text[t.start:t.end]); r {
	case '(', '[', '{', '“', '„', '‘', '«', '‹', '$', '€', '£', '#', '@', '…', '`', '¿', '¡':
		return false
	case '.':
		return t.end-t.start == 1
	case '"', '\'':
		return int(i)+2 >= len(d.tokens) || d.tokens[i+2].is(flagSpace|flagPunct)
	}
	return true
}

// elision reports whether an apostrophe opens a shortened word: ’tis, ’90s.
func (d *document) elision(i int32) bool {
	t := d.tokens[i+1]
	if c := d.text[t.start]; charClasses[c] == classDigit {
		return true
	}
	switch d.text[t.start:t.end] {
	case "tis", "Tis", "twas", "Twas", "em", "Em", "til", "cause", "Cause", "bout", "n", "round", "cuz", "Til", "er", "im", "Twill", "twill", "Twere", "neath", "gainst":
		return true
	}
	return false
}
