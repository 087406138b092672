package incoming

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// filter copies an interaction, which is valid JSON, in one pass, and leaves out
// what discordgo would not decode and what it has no field for. Each method that
// takes a shape goes past one value of the input; it reports whether it has
// written one that fits, and else has written nothing.
type filter struct {
	in     []byte
	at     int
	out    []byte
	shapes *shapes
	modal  bool // what is read was filled into a window
	depth  int
	path   []string // the names that lead to the value, "*" for an element
	losses []Loss
}

// root copies the interaction. It returns its type, "" where it has none. It
// fails where the interaction is no object.
func (f *filter) root() (number string, ok bool) {
	f.space()
	if f.in[f.at] != '{' {
		return "", false
	}
	f.out = make([]byte, 0, len(f.in))
	begin := f.at
	if at, ok := f.member(begin, "type"); ok {
		number = f.number(at)
	}
	f.object(f.shapes.interaction)
	of, known := f.shapes.data[discordgo.InteractionType(small(number))]
	if !known {
		return number, true
	}
	// discordgo wants data for these types.
	f.out = f.out[:len(f.out)-1]
	if len(f.out) > 1 {
		f.out = append(f.out, ',')
	}
	f.out = append(f.out, `"data":`...)
	f.modal = discordgo.InteractionType(small(number)) == discordgo.InteractionModalSubmit
	at, has := f.member(begin, "data")
	f.at = at
	if !has || f.in[at] != '{' || !f.within("data", of) {
		f.out = append(f.out, "{}"...)
	}
	f.out = append(f.out, '}')
	return number, true
}

// small is a number that stands for a type, 0 where it is none.
func small(number string) uint8 {
	n, err := strconv.ParseUint(number, 10, 8)
	if err != nil {
		return 0
	}
	return uint8(n)
}

// lose notes a loss, once.
func (f *filter) lose(what, kind string) {
	l := Loss{What: what, Type: kind}
	for _, known := range f.losses {
		if known == l {
			return
		}
	}
	if len(f.losses) < maxLosses {
		f.losses = append(f.losses, l)
	}
}

// misfit passes a value over that does not fit.
func (f *filter) misfit() bool {
	form := "a number"
	switch f.in[f.at] {
	case '{':
		form = "an object"
	case '[':
		form = "a list"
	case '"':
		form = "a string"
	case 't', 'f':
		form = "a boolean"
	case 'n':
		form = "null"
	}
	f.lose(LostField, strings.Join(f.path, ".")+", "+form)
	f.skip()
	return false
}

// within is value for what has a name.
func (f *filter) within(name string, s *shape) bool {
	f.path = append(f.path, name)
	defer func() { f.path = f.path[:len(f.path)-1] }()
	return f.value(s)
}

func (f *filter) value(s *shape) bool {
	begin, c := f.at, f.in[f.at]
	if c == 'n' && s.kind != kindComponent {
		f.skip()
		f.out = append(f.out, "null"...)
		return true
	}
	if f.depth >= maxDepth {
		f.lose(LostDepth, "more than "+strconv.Itoa(maxDepth)+" values in one another")
		f.skip()
		return false
	}
	f.depth++
	defer func() { f.depth-- }()
	switch s.kind {
	case kindObject:
		if c == '{' {
			f.object(s)
			return true
		}
	case kindList:
		if c == '[' {
			f.list(s)
			return true
		}
	case kindMap:
		if c == '{' {
			f.entries(s)
			return true
		}
	case kindComponent:
		if c == '{' {
			return f.component()
		}
	case kindAny:
		switch c {
		case '{':
			f.entries(&shape{key: &shape{kind: kindString}, elem: s})
			return true
		case '[':
			f.list(&shape{elem: s})
			return true
		}
	}
	f.skip()
	if raw := f.in[begin:f.at]; s.fits(raw) {
		f.out = append(f.out, raw...)
		return true
	}
	f.at = begin
	return f.misfit()
}

// fits reports whether a value that is neither list, object nor null is decoded.
func (s *shape) fits(raw []byte) bool {
	var err error
	switch c := raw[0]; s.kind {
	case kindString:
		return c == '"'
	case kindBool:
		return c == 't' || c == 'f'
	case kindAny:
		if c == '"' || c == 't' || c == 'f' {
			return true
		}
		_, err = strconv.ParseFloat(string(raw), 64)
	case kindFloat:
		_, err = strconv.ParseFloat(string(raw), s.bits)
	case kindInt:
		_, err = strconv.ParseInt(string(raw), 10, s.bits)
	case kindUint:
		_, err = strconv.ParseUint(string(raw), 10, s.bits)
	case kindQuoted:
		text := string(bytes.Trim(raw, `"`))
		n, wrong := strconv.ParseInt(text, 10, s.bits)
		return c == '"' && wrong == nil && strconv.FormatInt(n, 10) == text
	case kindTime:
		return c == '"' && new(time.Time).UnmarshalJSON(raw) == nil
	default:
		return false
	}
	return err == nil
}

func (f *filter) object(s *shape) {
	f.out = append(f.out, '{')
	f.members(s)
	f.out = append(f.out, '}')
}

// members copies those of an object that there are fields for, each once.
func (f *filter) members(s *shape) {
	var seen [maxFields]bool
	for name := range f.names() {
		to := s.fields[string(name)]
		if to == nil || seen[to.index] {
			f.skip()
			continue
		}
		seen[to.index] = true
		mark := f.comma()
		f.out = append(f.out, to.prefix...)
		if !f.within(to.name, to.shape) {
			f.out = f.out[:mark]
		}
	}
}

// comma writes one where something stands before, and returns where to go back
// to where nothing follows.
func (f *filter) comma() (mark int) {
	mark = len(f.out)
	if last := f.out[mark-1]; last != '{' && last != '[' {
		f.out = append(f.out, ',')
	}
	return mark
}

func (f *filter) entries(s *shape) {
	f.out = append(f.out, '{')
	n := 0
	for name := range f.names() {
		if n++; n > maxElements {
			f.lose(LostDepth, "more than "+strconv.Itoa(maxElements)+" entries")
			f.skip()
			continue
		}
		if s.key.kind != kindString && !s.key.fits(name) {
			f.lose(LostField, strings.Join(f.path, ".")+", a key")
			f.skip()
			continue
		}
		mark := f.comma()
		key, err := json.Marshal(string(name))
		if err != nil { // a string has one
			f.skip()
			continue
		}
		f.out = append(append(f.out, key...), ':')
		if !f.within("*", s.elem) {
			f.out = f.out[:mark]
		}
	}
	f.out = append(f.out, '}')
}

func (f *filter) list(s *shape) {
	f.out = append(f.out, '[')
	n := 0
	for range f.elements() {
		if n++; n > maxElements {
			f.lose(LostDepth, "more than "+strconv.Itoa(maxElements)+" elements")
			f.skip()
			continue
		}
		mark := f.comma()
		if !f.within("*", s.elem) {
			f.out = f.out[:mark]
		}
	}
	f.out = append(f.out, ']')
}
