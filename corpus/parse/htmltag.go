package parse

import "strings"

// hasTag reports whether s begins with a tag of this name.
func hasTag(s, open, name string) bool {
	n := len(open) + len(name)
	return len(s) > n && s[:len(open)] == open && strings.EqualFold(s[len(open):n], name) && strings.IndexByte(" \n\r\t\f/>", s[n]) >= 0
}

// htmlTag is a tag in HTML.
type htmlTag struct {
	text       string // the whole tag
	length     int    // length of text
	attributes int
	nameAt     int
	nameEnd    int
	lower      [maxTagName]byte // the name in lower case
}

// maxTagName is the length of the longest tag name that matters here.
const maxTagName = 12

// name returns the tag's name in lower case. Longer names than maxTagName are
// not changed.
func (t *htmlTag) name() []byte {
	name := t.text[t.nameAt:t.nameEnd]
	if len(name) > maxTagName {
		return []byte(name)
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		t.lower[i] = c
	}
	return t.lower[:len(name)]
}

func (t *htmlTag) is(name string) bool { return strings.EqualFold(t.text[t.nameAt:t.nameEnd], name) }

func (t *htmlTag) selfClosing() bool { return strings.HasSuffix(t.text, "/>") }

// scanTag scans the tag at the start of s, whose name begins at nameAt. It
// returns false when the tag does not end.
func scanTag(s string, nameAt int) (htmlTag, bool) {
	i := nameAt
	for i < len(s) && !isSpace(s[i]) && s[i] != '/' && s[i] != '>' {
		i++
	}
	t := htmlTag{nameAt: nameAt, nameEnd: i}
	for {
		if i = skipSpace(s, i); i >= len(s) {
			return t, false
		}
		if s[i] == '>' {
			t.length = i + 1
			t.text = s[:t.length]
			return t, true
		}
		from := i
		for i < len(s) && !isSpace(s[i]) && s[i] != '/' && s[i] != '>' && (s[i] != '=' || i == from) {
			i++
		}
		if i > from {
			t.attributes++
		}
		i = skipValue(s, i)
	}
}

// skipValue returns the position after the value of an attribute whose name
// ends at i.
func skipValue(s string, i int) int {
	if i = skipSpace(s, i); i >= len(s) || s[i] != '=' {
		if i < len(s) && s[i] == '/' {
			i++
		}
		return i
	}
	if i = skipSpace(s, i+1); i >= len(s) {
		return i
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(s[i+1:], quote)
		if end < 0 {
			return len(s)
		}
		return i + 1 + end + 1
	}
	for i < len(s) && !isSpace(s[i]) && s[i] != '>' {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}
