package view

import (
	"strings"

	"verbatim/corpus"
)

// Layer is documents that are seen together or not at all: a guild's own (named
// by its id), the shared ones, those of the built-in article, or a guild's
// copies of what it corrected in either of these. The terms of its documents
// begin with its scope, which no other layer's do: ids are digits.
type Layer string

const (
	SharedLayer  Layer = ""
	builtinLayer Layer = "builtin"
)

// LayerOf is the layer of an article's documents.
func LayerOf(guild corpus.GuildID, origin corpus.Origin) Layer {
	if guild == corpus.Shared && origin == corpus.OriginBuiltin {
		return builtinLayer
	}
	return Layer(guild)
}

// Copies is the layer of a guild's copies of a shared layer's passages.
func (l Layer) Copies(guild corpus.GuildID) Layer { return Layer(guild) + "/" + l }

// OfCopies reports whether the layer is of a guild's copies.
func (l Layer) OfCopies() bool { return strings.Contains(string(l), "/") }

// Scope is what the layer's terms begin with.
func (l Layer) Scope() string { return string(l) + "\x00" }

// CutScope is the layer that a term is of, and the rest of it.
func CutScope(term string) (l Layer, rest string, ok bool) {
	before, rest, ok := strings.Cut(term, "\x00")
	return Layer(before), rest, ok
}

// LayersOf is the layers that a query sees, but for the passages of shared ones
// that its guild has copies of.
func LayersOf(q corpus.Query) []Layer {
	var seen []Layer
	if q.Guild != corpus.Shared {
		seen = append(seen, Layer(q.Guild))
	}
	for _, shared := range []struct {
		Layer
		without bool
	}{{SharedLayer, q.NoShared}, {builtinLayer, q.NoBuiltin}} {
		if shared.without {
			continue
		}
		if q.Guild != corpus.Shared {
			seen = append(seen, shared.Copies(q.Guild))
		}
		seen = append(seen, shared.Layer)
	}
	return seen
}
