package incoming

import (
	"encoding/json"
	"iter"
)

// space goes past white space. The input never ends there.
func (f *filter) space() {
	for f.in[f.at] == ' ' || f.in[f.at] == '\t' || f.in[f.at] == '\n' || f.in[f.at] == '\r' {
		f.at++
	}
}

// names goes over the members of the object that begins here, and past it. The
// value of each is to be gone past.
func (f *filter) names() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		f.at++ // {
		for f.space(); f.in[f.at] != '}'; f.space() {
			if f.in[f.at] == ',' {
				f.at++
				continue
			}
			begin := f.at
			f.text()
			name := f.in[begin+1 : f.at-1]
			if plain := f.in[begin:f.at]; !isPlain(name) {
				var decoded string
				if json.Unmarshal(plain, &decoded) == nil {
					name = []byte(decoded)
				}
			}
			f.space()
			f.at++ // :
			f.space()
			if !yield(name) {
				return
			}
		}
		f.at++
	}
}

// isPlain reports whether a string stands for its own bytes.
func isPlain(text []byte) bool {
	for _, c := range text {
		if c == '\\' || c >= 0x80 {
			return false
		}
	}
	return true
}

// elements goes over the elements of the list that begins here, and past it.
// Each is to be gone past.
func (f *filter) elements() iter.Seq[struct{}] {
	return func(yield func(struct{}) bool) {
		f.at++ // [
		for f.space(); f.in[f.at] != ']'; f.space() {
			if f.in[f.at] == ',' {
				f.at++
				continue
			}
			if !yield(struct{}{}) {
				return
			}
		}
		f.at++
	}
}

// text goes past a string.
func (f *filter) text() {
	for f.at++; f.in[f.at] != '"'; f.at++ {
		if f.in[f.at] == '\\' {
			f.at++
		}
	}
	f.at++
}

// skip goes past a value, however deep.
func (f *filter) skip() {
	for deep := 0; ; {
		switch f.in[f.at] {
		case '"':
			f.text()
		case '{', '[':
			deep++
			f.at++
		case '}', ']':
			deep--
			f.at++
		case ',', ':', ' ', '\t', '\n', '\r':
			f.at++
			continue // only within an object or a list
		default:
			for f.at < len(f.in) && !ends(f.in[f.at]) {
				f.at++
			}
		}
		if deep == 0 {
			return
		}
	}
}

// ends reports whether a number or a word has ended before c.
func ends(c byte) bool {
	switch c {
	case ',', ':', '}', ']', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

// member finds the first member of that name in the object that begins at begin,
// and where its value begins. f stays where it is.
func (f *filter) member(begin int, name string) (at int, ok bool) {
	back := f.at
	defer func() { f.at = back }()
	f.at = begin
	for has := range f.names() {
		if string(has) == name {
			return f.at, true
		}
		f.skip()
	}
	return 0, false
}

// raw is the value that begins at begin. f stays where it is.
func (f *filter) raw(begin int) []byte {
	back := f.at
	defer func() { f.at = back }()
	f.at = begin
	f.skip()
	return f.in[begin:f.at]
}

// number is the number that begins at begin, "" where none does.
func (f *filter) number(begin int) string {
	if c := f.in[begin]; c != '-' && (c < '0' || c > '9') {
		return ""
	}
	const longest = 20 // of those that mean something
	raw := f.raw(begin)
	return string(raw[:min(len(raw), longest)])
}

// after is where what follows at begins, past white space.
func (f *filter) after(at int) int {
	back := f.at
	defer func() { f.at = back }()
	f.at = at
	f.space()
	return f.at
}
