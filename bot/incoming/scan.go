package incoming

import (
	"encoding/json"
	"iter"
)

// scanner walks through JSON that is known to be valid.
type scanner struct {
	in []byte
	at int
}

// space moves past white space. The input never ends there.
func (s *scanner) space() {
	for s.in[s.at] == ' ' || s.in[s.at] == '\t' || s.in[s.at] == '\n' || s.in[s.at] == '\r' {
		s.at++
	}
}

// names yields the names of the members of the object at s.at, and moves past
// the object. The loop's body must move past each member's value.
func (s *scanner) names() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		s.at++ // the {
		for s.space(); s.in[s.at] != '}'; s.space() {
			if s.in[s.at] == ',' {
				s.at++
				continue
			}
			begin := s.at
			s.text()
			name := s.in[begin+1 : s.at-1]
			if plain := s.in[begin:s.at]; !isPlain(name) {
				var decoded string
				if json.Unmarshal(plain, &decoded) == nil {
					name = []byte(decoded)
				}
			}
			s.space()
			s.at++ // the :
			s.space()
			if !yield(name) {
				return
			}
		}
		s.at++
	}
}

// isPlain reports whether a string has no escapes and no bytes outside ASCII.
func isPlain(text []byte) bool {
	for _, c := range text {
		if c == '\\' || c >= 0x80 {
			return false
		}
	}
	return true
}

// elements yields once for each element of the list at s.at, and moves past the
// list. The loop's body must move past each element.
func (s *scanner) elements() iter.Seq[struct{}] {
	return func(yield func(struct{}) bool) {
		s.at++ // the [
		for s.space(); s.in[s.at] != ']'; s.space() {
			if s.in[s.at] == ',' {
				s.at++
				continue
			}
			if !yield(struct{}{}) {
				return
			}
		}
		s.at++
	}
}

// text moves past a string.
func (s *scanner) text() {
	for s.at++; s.in[s.at] != '"'; s.at++ {
		if s.in[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
}

// skip moves past a value of any depth.
func (s *scanner) skip() {
	for deep := 0; ; {
		switch s.in[s.at] {
		case '"':
			s.text()
		case '{', '[':
			deep++
			s.at++
		case '}', ']':
			deep--
			s.at++
		case ',', ':', ' ', '\t', '\n', '\r':
			s.at++
			continue // these occur only within an object or a list
		default:
			for s.at < len(s.in) && !ends(s.in[s.at]) {
				s.at++
			}
		}
		if deep == 0 {
			return
		}
	}
}

// ends reports whether c ends a number or a word.
func ends(c byte) bool {
	switch c {
	case ',', ':', '}', ']', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

// member returns the position of the value of the first member with that name,
// in the object that begins at begin. It does not move s.
func (s *scanner) member(begin int, name string) (at int, ok bool) {
	back := s.at
	defer func() { s.at = back }()
	s.at = begin
	for has := range s.names() {
		if string(has) == name {
			return s.at, true
		}
		s.skip()
	}
	return 0, false
}

// raw returns the value that begins at begin. It does not move s.
func (s *scanner) raw(begin int) []byte {
	back := s.at
	defer func() { s.at = back }()
	s.at = begin
	s.skip()
	return s.in[begin:s.at]
}

// number returns the number that begins at begin, or "" if there is another
// value.
func (s *scanner) number(begin int) string {
	if c := s.in[begin]; c != '-' && (c < '0' || c > '9') {
		return ""
	}
	const longest = 20 // enough for every valid number
	raw := s.raw(begin)
	return string(raw[:min(len(raw), longest)])
}

// after returns the position of the first byte from at on that is not white
// space.
func (s *scanner) after(at int) int {
	back := s.at
	defer func() { s.at = back }()
	s.at = at
	s.space()
	return s.at
}
