package incoming

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// filter copies an interaction, which is valid JSON, in one pass. It leaves out
// values that discordgo cannot decode and fields that discordgo does not have.
// Each method with a shape moves past one value of the input. It reports
// whether the value fitted and was written; if it did not fit, the output is
// unchanged.
type filter struct {
	scanner
	out    []byte
	shapes *shapes
	modal  bool // the interaction comes from a modal
	depth  int
	path   []string // the names that lead to the value; "*" for an element
	losses []Loss
}

// root copies the interaction and returns its type, or "" if it has no type. ok
// is false if the interaction is not an object.
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
	of, known := f.shapes.data[discordgo.InteractionType(typeNumber(number))]
	if !known {
		return number, true
	}
	// discordgo expects data for these types.
	f.out = f.out[:len(f.out)-1]
	if len(f.out) > 1 {
		f.out = append(f.out, ',')
	}
	f.out = append(f.out, `"data":`...)
	f.modal = discordgo.InteractionType(typeNumber(number)) == discordgo.InteractionModalSubmit
	at, has := f.member(begin, "data")
	f.at = at
	if !has || f.in[at] != '{' || !f.within("data", of) {
		f.out = append(f.out, "{}"...)
	}
	f.out = append(f.out, '}')
	return number, true
}

// typeNumber returns number as the number of a type, or 0 if it cannot be one.
func typeNumber(number string) uint8 {
	n, err := strconv.ParseUint(number, 10, 8)
	if err != nil {
		return 0
	}
	return uint8(n)
}

// recordLoss records a loss, once.
func (f *filter) recordLoss(what, kind string) {
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

// skipMisfit skips a value that does not fit.
func (f *filter) skipMisfit() bool {
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
	f.recordLoss(LostField, strings.Join(f.path, ".")+", "+form)
	f.skip()
	return false
}

// within calls value for a member of the given name.
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
		f.recordLoss(LostDepth, "more than "+strconv.Itoa(maxDepth)+" values in one another")
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
	return f.skipMisfit()
}

// fits reports whether discordgo decodes a value that is not a list, an object
// or null.
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

// members copies the members that there are fields for, each once.
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

// comma writes a comma if the output does not end with an opening bracket. It
// returns the position to cut the output at if no value follows.
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
			f.recordLoss(LostDepth, "more than "+strconv.Itoa(maxElements)+" entries")
			f.skip()
			continue
		}
		if s.key.kind != kindString && !s.key.fits(name) {
			f.recordLoss(LostField, strings.Join(f.path, ".")+", a key")
			f.skip()
			continue
		}
		mark := f.comma()
		key, err := json.Marshal(string(name))
		if err != nil { // cannot happen for a string
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
			f.recordLoss(LostDepth, "more than "+strconv.Itoa(maxElements)+" elements")
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
