package discordtest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// sampleDepth bounds the nesting of a sample's values.
const sampleDepth = 12

// Sample returns a random value for a schema of Discord's description, such as
// "MessageResponse", as decoded JSON. Optional fields are absent half of the
// time.
func Sample(t testing.TB, schema string, chance *rand.Rand) any {
	t.Helper()
	s := loadSpecFor(t).schemas[schema]
	if s == nil {
		t.Fatalf("discordtest: Discord's description has no schema %q", schema)
	}
	return sampling{chance}.of(s, 0)
}

// Schemas returns the names of the description's schemas that end in suffix,
// sorted.
func Schemas(t testing.TB, suffix string) []string {
	t.Helper()
	var out []string
	for name := range loadSpecFor(t).schemas {
		if strings.HasSuffix(name, suffix) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// sampling makes samples.
type sampling struct{ chance *rand.Rand }

func (s sampling) of(ref *openapi3.SchemaRef, depth int) any {
	schema := ref.Value
	switch {
	case len(schema.Enum) > 0:
		return schema.Enum[s.chance.IntN(len(schema.Enum))]
	case schema.Const != nil:
		return schema.Const
	case len(schema.OneOf) > 0:
		return s.of(schema.OneOf[s.chance.IntN(len(schema.OneOf))], depth)
	case len(schema.AnyOf) > 0:
		return s.of(schema.AnyOf[s.chance.IntN(len(schema.AnyOf))], depth)
	case len(schema.AllOf) > 0 && schema.Type == nil:
		return s.of(schema.AllOf[0], depth)
	}
	types := schema.Type.Slice()
	if len(types) == 0 {
		return map[string]any{}
	}
	switch types[s.chance.IntN(len(types))] {
	case "object":
		return s.object(schema, depth)
	case "array":
		list := []any{}
		if depth < sampleDepth && schema.Items != nil {
			for range s.chance.IntN(3) {
				list = append(list, s.of(schema.Items, depth+1))
			}
		}
		return list
	case "string":
		return s.text(schema)
	case "integer":
		return s.chance.IntN(1 << 20)
	case "number":
		return s.chance.Float64()
	case "boolean":
		return s.chance.IntN(2) == 0
	}
	return nil
}

func (s sampling) object(schema *openapi3.Schema, depth int) any {
	object := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		required := slices.Contains(schema.Required, name)
		if required || depth < sampleDepth && s.chance.IntN(2) == 0 {
			object[name] = s.of(schema.Properties[name], depth+1)
		}
	}
	if more := schema.AdditionalProperties.Schema; more != nil && depth < sampleDepth {
		object[strconv.FormatUint(s.chance.Uint64()>>1, 10)] = s.of(more, depth+1)
	}
	return object
}

func (s sampling) text(schema *openapi3.Schema) any {
	switch {
	case schema.Format == "date-time":
		return time.Unix(s.chance.Int64N(2_000_000_000), 0).UTC().Format("2006-01-02T15:04:05.000000+00:00")
	case schema.Format == "snowflake":
		return strconv.FormatUint(s.chance.Uint64()>>1, 10)
	case strings.HasPrefix(schema.Pattern, "^(0|[1-9]"), schema.Format == "int64":
		return strconv.FormatUint(s.chance.Uint64()>>1, 10)
	}
	return fmt.Sprintf("text %d", s.chance.IntN(1000))
}
