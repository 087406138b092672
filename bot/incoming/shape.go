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

// kind is what a JSON value must be to be decoded.
type kind uint8

const (
	kindNever kind = iota // nothing but null is sure to be decoded
	kindAny
	kindString
	kindBool
	kindInt
	kindUint
	kindFloat
	kindQuoted // a whole number in a string
	kindTime
	kindList
	kindMap
	kindObject
	kindComponent
)

// shape is what a Go type decodes.
type shape struct {
	kind   kind
	bits   int               // of a number
	elem   *shape            // of a list or a map
	key    *shape            // of a map: kindString, kindInt or kindUint
	fields map[string]*field // of an object, by name
}

// field is one of an object's.
type field struct {
	name   string
	prefix string // `"name":`
	index  int    // from 0, unlike that of any other field of the object
	shape  *shape
}

// shapes are those of all that an interaction may hold.
type shapes struct {
	interaction *shape // without data
	data        map[discordgo.InteractionType]*shape
	components  map[discordgo.ComponentType]*shape
}

// known is made once, out of discordgo's types.
var known = sync.OnceValue(newShapes)

// maxFields is how many fields an object may have.
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

// componentTypes are the components that discordgo decodes, as its
// MessageComponentFromJSON tells them apart.
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

// of is the shape of a type. A type that decodes itself in a way that is not
// known here has one that nothing fits.
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

// understood reports whether what a type's own UnmarshalJSON does is known: it
// decodes the fields, and those that withComponents names.
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
			continue // discordgo embeds none in what an interaction holds: a test looks
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
		delete(s.fields, "data") // by the interaction's type
	case reflect.TypeFor[discordgo.Message](), reflect.TypeFor[discordgo.ModalSubmitInteractionData]():
		s.add("components", &shape{kind: kindList, elem: &shape{kind: kindComponent}})
	case reflect.TypeFor[discordgo.SelectMenu]():
		delete(s.fields, "type") // as of every component
	}
	return s
}

func (s *shape) add(name string, of *shape) {
	if index := len(s.fields); index < maxFields {
		s.fields[name] = &field{name: name, prefix: `"` + name + `":`, index: index, shape: of}
	}
}
