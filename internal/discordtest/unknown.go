package discordtest

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// unknown returns the fields of a value that no variant of its schema has.
// Discord ignores such fields silently, so a client that sends one is wrong
// about its effect. Fields with an empty value (null, false, "", an empty list
// or object) are allowed, since discordgo sends those of every variant.
func (s *Spec) unknown(schema *openapi3.Schema, value any, at string) problems {
	var found problems
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			for _, variant := range shapes(schema, value) {
				if variant.Items != nil {
					found = append(found, s.unknown(variant.Items.Value, item, join(at, dotted([]string{strconv.Itoa(i)})))...)
					break
				}
			}
		}
	case map[string]any:
		known, open := fields(shapes(schema, value))
		for _, name := range slices.Sorted(maps.Keys(value)) {
			inner, ok := known[name]
			switch {
			case ok:
				found = append(found, s.unknown(inner, value[name], join(at, name))...)
			case !open && !says(value[name]):
			case !open:
				found.add(join(at, name), "no such field")
			}
		}
	}
	return found
}

func says(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// shapes returns the schemas without unions that a value may have. If variants
// differ by their type, it returns the value's variant.
func shapes(schema *openapi3.Schema, value any) []*openapi3.Schema {
	if schema == nil {
		return nil
	}
	out := []*openapi3.Schema{schema}
	for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, ref := range refs {
			if ref.Value != nil && sameType(ref.Value, value) {
				out = append(out, shapes(ref.Value, value)...)
			}
		}
	}
	return out
}

// sameType reports whether the variant's "type", if it is fixed, is the
// value's.
func sameType(variant *openapi3.Schema, value any) bool {
	object, ok := value.(map[string]any)
	kind := variant.Properties["type"]
	if !ok || kind == nil || kind.Value == nil || len(kind.Value.Enum) == 0 {
		return true
	}
	return slices.Contains(kind.Value.Enum, object["type"])
}

// fields merges the properties of the shapes. open is true if other names are
// allowed too.
func fields(shapes []*openapi3.Schema) (known map[string]*openapi3.Schema, open bool) {
	known = map[string]*openapi3.Schema{}
	for _, shape := range shapes {
		for name, property := range shape.Properties {
			if known[name] == nil {
				known[name] = property.Value
			}
		}
		open = open || shape.AdditionalProperties.Schema != nil
	}
	return known, open
}
