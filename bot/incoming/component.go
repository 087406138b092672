package incoming

import (
	"cmp"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// labelComponent is the type of a component that holds one input of a modal.
// discordgo does not know it.
const labelComponent = "18"

// component copies a component. If discordgo does not know its type, component
// copies the components in it that discordgo does know, as a row.
func (f *filter) component() bool {
	begin := f.at
	number := ""
	if at, ok := f.member(begin, "type"); ok {
		number = f.number(at)
	}
	if f.modal && f.input(begin, number) {
		f.at = begin
		f.skip()
		return true
	}
	if s, ok := f.shapes.components[discordgo.ComponentType(typeNumber(number))]; ok {
		f.out = append(append(f.out, `{"type":`...), number...)
		f.members(s)
		f.out = append(f.out, '}')
		return true
	}
	if number != labelComponent {
		f.recordLoss(LostComponent, cmp.Or(number, "without a number"))
	}
	kept := f.children(begin)
	f.at = begin
	f.skip()
	return kept
}

// children copies the components inside a component as a row. It reports
// whether there were any that discordgo knows.
func (f *filter) children(begin int) bool {
	mark := len(f.out)
	f.out = append(f.out, `{"type":1,"components":[`...)
	empty := len(f.out)
	if at, ok := f.member(begin, "component"); ok && f.in[at] == '{' {
		f.at = at
		f.within("component", &shape{kind: kindComponent})
	}
	if at, ok := f.member(begin, "components"); ok && f.in[at] == '[' {
		first := len(f.out)
		f.at = at
		if f.within("components", &shape{kind: kindList, elem: &shape{kind: kindComponent}}) {
			f.join(first, empty)
		}
	}
	if len(f.out) == empty {
		f.out = f.out[:mark]
		return false
	}
	f.out = append(f.out, "]}"...)
	return true
}

// join removes the brackets of the list that begins at first, so that its
// elements follow the elements since empty.
func (f *filter) join(first, empty int) {
	inner := f.out[first+1 : len(f.out)-1]
	if len(inner) == 0 {
		f.out = f.out[:first]
		return
	}
	if first > empty {
		f.out[first] = ','
		f.out = f.out[:len(f.out)-1]
		return
	}
	copy(f.out[first:], inner)
	f.out = f.out[:len(f.out)-2]
}

// input copies an input that was filled into a modal as a text input with that
// value, since discordgo knows only text inputs. Of several values it keeps the
// first.
func (f *filter) input(begin int, number string) bool {
	id, ok := f.member(begin, "custom_id")
	if !ok || f.in[id] != '"' || number == "" || number == strconv.Itoa(int(discordgo.TextInputComponent)) {
		return false
	}
	value := []byte(`""`)
	if at, ok := f.member(begin, "values"); ok && f.in[at] == '[' {
		if first := f.after(at + 1); f.in[first] != ']' {
			value = f.raw(first)
		}
	} else if at, ok := f.member(begin, "value"); ok {
		value = f.raw(at)
	} else {
		return false
	}
	switch c := value[0]; {
	case c == '{' || c == '[':
		return false
	case c == 'n':
		value = []byte(`""`)
	case c != '"':
		value = strconv.AppendQuote(nil, string(value))
	}
	f.out = append(append(append(append(append(f.out, `{"type":4,"custom_id":`...), f.raw(id)...), `,"value":`...), value...), '}')
	return true
}
