package incoming

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// kind is the form that a JSON value needs to be decoded.
type kind uint8

const (
	kindNever kind = iota // only null can be decoded for certain
	kindAny
	kindString
	kindBool
	kindInt
	kindUint
	kindFloat
	kindQuoted // an integer in a string
	kindTime
	kindList
	kindMap
	kindObject
	kindComponent
)

// shape describes the JSON that a Go type decodes.
type shape struct {
	kind   kind
	bits   int               // of a number
	elem   *shape            // of a list or a map
	key    *shape            // of a map: kindString, kindInt or kindUint
	fields map[string]*field // of an object, by name
}

// field is a field of an object.
type field struct {
	name   string
	prefix string // `"name":`
	index  int    // number of the field within its object, from 0
	shape  *shape
}

// shapes holds the shapes of everything that an interaction may contain.
type shapes struct {
	interaction *shape // without data
	data        map[discordgo.InteractionType]*shape
	components  map[discordgo.ComponentType]*shape
}

// known returns the shapes, which are made once out of discordgo's types.
var known = sync.OnceValue(newShapes)

// maxFields bounds the fields of an object.
const maxFields = 128

func newShapes() *shapes {
	b := builder{}
	s := &shapes{
		interaction: b.of(reflect.TypeFor[discordgo.Interaction]()),
		data: map[discordgo.InteractionType]*shape{
			discordgo.InteractionApplicationCommand:             b.of(reflect.TypeFor[discordgo.ApplicationCommandInteractionData]()),
			discordgo.InteractionApplicationCommandAutocomplete: b.of(reflect.TypeFor[discordgo.ApplicationCommandInteractionData]()),
			discordgo.InteractionMessageComponent:               b.of(reflect.TypeFor[discordgo.MessageComponentInteractionData]()),
			discordgo.InteractionModalSubmit:                    b.of(reflect.TypeFor[discordgo.ModalSubmitInteractionData]()),
		},
		components: map[discordgo.ComponentType]*shape{},
	}
	for number, t := range componentTypes() {
		s.components[number] = b.of(t)
	}
	return s
}

// componentTypes returns the components that discordgo decodes, as in its
// function MessageComponentFromJSON.
func componentTypes() map[discordgo.ComponentType]reflect.Type {
	menu := reflect.TypeFor[discordgo.SelectMenu]()
	return map[discordgo.ComponentType]reflect.Type{
		discordgo.ActionsRowComponent:            reflect.TypeFor[discordgo.ActionsRow](),
		discordgo.ButtonComponent:                reflect.TypeFor[discordgo.Button](),
		discordgo.SelectMenuComponent:            menu,
		discordgo.UserSelectMenuComponent:        menu,
		discordgo.RoleSelectMenuComponent:        menu,
		discordgo.MentionableSelectMenuComponent: menu,
		discordgo.ChannelSelectMenuComponent:     menu,
		discordgo.TextInputComponent:             reflect.TypeFor[discordgo.TextInput](),
		discordgo.SectionComponent:               reflect.TypeFor[discordgo.Section](),
		discordgo.TextDisplayComponent:           reflect.TypeFor[discordgo.TextDisplay](),
		discordgo.ThumbnailComponent:             reflect.TypeFor[discordgo.Thumbnail](),
		discordgo.MediaGalleryComponent:          reflect.TypeFor[discordgo.MediaGallery](),
		discordgo.FileComponentType:              reflect.TypeFor[discordgo.FileComponent](),
		discordgo.SeparatorComponent:             reflect.TypeFor[discordgo.Separator](),
		discordgo.ContainerComponent:             reflect.TypeFor[discordgo.Container](),
	}
}

// builder makes shapes, one for each struct.
type builder map[reflect.Type]*shape

// of returns the shape of a type. If the type decodes itself in a way that is
// not known here, no value but null fits it.
func (b builder) of(t reflect.Type) *shape {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &shape{kind: kindTime}
	case reflect.TypeFor[discordgo.MessageComponent]():
		return &shape{kind: kindComponent}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.of(t.Elem())
	case reflect.Struct:
		return b.object(t)
	case reflect.String:
		return &shape{kind: kindString}
	case reflect.Bool:
		return &shape{kind: kindBool}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &shape{kind: kindInt, bits: t.Bits()}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &shape{kind: kindUint, bits: t.Bits()}
	case reflect.Float32, reflect.Float64:
		return &shape{kind: kindFloat, bits: t.Bits()}
	case reflect.Slice:
		if elem := b.of(t.Elem()); t.Elem().Kind() != reflect.Uint8 {
			return &shape{kind: kindList, elem: elem}
		}
	case reflect.Map:
		if key := b.of(t.Key()); key.kind == kindString || key.kind == kindInt || key.kind == kindUint {
			return &shape{kind: kindMap, key: key, elem: b.of(t.Elem())}
		}
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return &shape{kind: kindAny}
		}
	}
	return &shape{kind: kindNever}
}

// understood reports whether it is known what a type's own UnmarshalJSON does:
// it decodes the fields, and the components that object adds.
func understood(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[discordgo.Interaction](), reflect.TypeFor[discordgo.Message](), reflect.TypeFor[discordgo.ModalSubmitInteractionData](),
		reflect.TypeFor[discordgo.ActionsRow](), reflect.TypeFor[discordgo.Section](), reflect.TypeFor[discordgo.Container]():
		return true
	}
	p := reflect.PointerTo(t)
	return !p.Implements(reflect.TypeFor[json.Unmarshaler]()) && !p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func (b builder) object(t reflect.Type) *shape {
	if s, ok := b[t]; ok {
		return s
	}
	s := &shape{kind: kindObject, fields: map[string]*field{}}
	b[t] = s
	if !understood(t) {
		s.kind = kindNever
		return s
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous || !f.IsExported() || name == "-":
			continue // discordgo embeds no struct that an interaction contains; a test checks this
		case name == "":
			name = f.Name
		}
		of := b.of(f.Type)
		if strings.Contains(","+options+",", ",string,") {
			if of.kind != kindInt {
				continue
			}
			of = &shape{kind: kindQuoted, bits: of.bits}
		}
		s.add(name, of)
	}
	switch t {
	case reflect.TypeFor[discordgo.Interaction]():
		delete(s.fields, "data") // its shape depends on the interaction's type
	case reflect.TypeFor[discordgo.Message](), reflect.TypeFor[discordgo.ModalSubmitInteractionData]():
		s.add("components", &shape{kind: kindList, elem: &shape{kind: kindComponent}})
	case reflect.TypeFor[discordgo.SelectMenu]():
		delete(s.fields, "type") // component writes it
	}
	return s
}

func (s *shape) add(name string, of *shape) {
	if index := len(s.fields); index < maxFields {
		s.fields[name] = &field{name: name, prefix: `"` + name + `":`, index: index, shape: of}
	}
}
