package parse

import (
	"fmt"
	"strings"

	"verbatim/corpus"
)

// scanJSON counts what is in JSON before anything is built of it: how deep its
// arrays and objects stand in one another, and its values. It does not say
// whether the JSON is well formed.
func scanJSON(s string, maxDepth, maxValues int) error {
	depth, values := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			if depth++; depth > maxDepth {
				return fmt.Errorf("%w: its lists and objects are nested deeper than %d", corpus.ErrTooCostly, maxDepth)
			}
			values++
		case ']', '}':
			depth--
		case ',', ':':
			values++
		case '"':
			i += stringLength(s[i:]) - 1
		}
		if values > maxValues {
			return tooMany(maxValues, "values")
		}
	}
	return nil
}

// stringLength is how long the JSON string is that s begins with.
func stringLength(s string) int {
	for i := 1; i < len(s); i++ {
		at := strings.IndexAny(s[i:], `"\\`)
		if at < 0 {
			return len(s)
		}
		if i += at; s[i] == '"' {
			return i + 1
		}
		i++ // what is escaped
	}
	return len(s)
}
