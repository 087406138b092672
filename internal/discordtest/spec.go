package discordtest

import (
	"bytes"
	"compress/gzip"
	_ "embed" // Discord's description
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Spec is Discord's OpenAPI description, prepared for checking request bodies.
// It is safe for concurrent use.
type Spec struct{ schemas openapi3.Schemas }

//go:embed description/openapi.json.gz
var description []byte

// loadSpec reads Discord's OpenAPI 3.1 description, and prepares it for
// checking:
//
//   - default_member_permissions may also be a string, as in Discord's
//     documentation;
//   - a union of constants becomes an enumeration, which the validator can
//     handle.
func loadSpec() (*Spec, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(description))
	if err != nil {
		return nil, fmt.Errorf("unpack Discord's description: %w", err)
	}
	var doc map[string]any
	if err := json.NewDecoder(unpacked).Decode(&doc); err != nil {
		return nil, fmt.Errorf("read Discord's description: %w", err)
	}
	doc["paths"] = map[string]any{} // only the schemas are used
	adapt(doc)
	adapted, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("adapt Discord's description: %w", err)
	}
	loaded, err := openapi3.NewLoader().LoadFromData(adapted)
	if err != nil {
		return nil, fmt.Errorf("load Discord's description: %w", err)
	}
	return &Spec{schemas: loaded.Components.Schemas}, nil
}

// adapt rewrites the description in place, as loadSpec says.
func adapt(node any) {
	switch node := node.(type) {
	case []any:
		for _, v := range node {
			adapt(v)
		}
	case map[string]any:
		if values := constants(node["oneOf"]); values != nil {
			delete(node, "oneOf")
			node["enum"] = values
		}
		if p, ok := node["default_member_permissions"].(map[string]any); ok && p["type"] != nil {
			node["default_member_permissions"] = map[string]any{
				"type": []any{"string", "integer", "null"}, "pattern": "^[0-9]+$", "minimum": 0,
			}
		}
		for _, v := range node {
			adapt(v)
		}
	}
}

// constants returns the values of a union that consists only of constants, else
// nil.
func constants(union any) []any {
	members, _ := union.([]any)
	var values []any
	for _, m := range members {
		object, _ := m.(map[string]any)
		value, ok := object["const"]
		if !ok {
			return nil
		}
		values = append(values, value)
	}
	return values
}

// loadedSpec loads the description once: that takes a third of a second, and
// every server of a test binary needs the same.
var loadedSpec = sync.OnceValues(loadSpec)

// loadSpecFor returns the description for a test.
func loadSpecFor(t testing.TB) *Spec {
	t.Helper()
	s, err := loadedSpec()
	if err != nil {
		t.Fatalf("discordtest: %v", err)
	}
	return s
}

// check checks a decoded JSON body against a component of the description, or a
// list of it ("[]" and its name), and returns the problems.
func (s *Spec) check(schema string, body any) problems {
	if item, list := strings.CutPrefix(schema, "[]"); list {
		var found problems
		bodies, ok := body.([]any)
		if !ok {
			return problems{{"", "must be a list"}}
		}
		for i, one := range bodies {
			for _, p := range s.check(item, one) {
				found.add(join(strconv.Itoa(i), p.path), p.reason)
			}
		}
		return found
	}
	ref := s.schemas[schema]
	if ref == nil {
		return problems{{"", "Discord's description has no " + schema}}
	}
	// Finding the errors takes a hundred times as long as seeing that there are
	// any.
	if ref.Value.VisitJSON(body, openapi3.FailFast()) == nil {
		return s.unknown(ref.Value, body, "")
	}
	var found problems
	if err := ref.Value.VisitJSON(body, openapi3.MultiErrors()); err != nil {
		found.collect("", err)
	}
	return found
}

// join puts a path below another.
func join(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 && part[0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	return b.String()
}

// collect adds the innermost causes of a validator's error.
func (p *problems) collect(at string, err error) {
	if many, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // a list, not a wrapper
		for _, one := range many {
			p.collect(at, one)
		}
		return
	}
	var schema *openapi3.SchemaError
	if !errors.As(err, &schema) {
		p.add(at, err.Error())
		return
	}
	where := join(at, dotted(schema.JSONPointer()))
	if schema.SchemaField != "oneOf" && schema.SchemaField != "anyOf" {
		p.add(where, schema.Reason)
		return
	}
	p.nearest(where, schema)
}

// nearest adds the problems of the variant with the fewest problems, out of
// those that the value may be meant as.
func (p *problems) nearest(where string, failed *openapi3.SchemaError) {
	var best problems
	for _, variant := range variants(failed.Schema, failed.Value) {
		var found problems
		if err := variant.VisitJSON(failed.Value, openapi3.MultiErrors()); err != nil {
			found.collect(where, err)
		}
		if best == nil || len(found) < len(best) {
			best = found
		}
	}
	if len(best) == 0 {
		best.add(where, failed.Reason)
	}
	*p = append(*p, best...)
}

// variants returns the members of a union that the value may be meant as: those
// with its type field, or null for null.
func variants(union *openapi3.Schema, value any) []*openapi3.Schema {
	var out []*openapi3.Schema
	for _, refs := range []openapi3.SchemaRefs{union.OneOf, union.AnyOf} {
		for _, ref := range refs {
			null := ref.Value.Type != nil && ref.Value.Type.Is("null")
			if null == (value == nil) && sameType(ref.Value, value) {
				out = append(out, ref.Value)
			}
		}
	}
	return out
}

var patternIndex = regexp.MustCompile(`^\d+$`)

// dotted writes a JSON pointer as a path, such as embeds[0].title.
func dotted(pointer []string) string {
	path := ""
	for _, step := range pointer {
		if patternIndex.MatchString(step) {
			path += "[" + step + "]"
			continue
		}
		path = join(path, step)
	}
	return path
}
