package view

import (
	"strings"

	"verbatim/corpus"
)

// Layer is a set of documents that a guild sees as a whole or not at all: a guild's own
// documents, the shared ones, those of the built-in article, or a guild's copies of passages
// of the latter two that it corrected. A guild's own layer has the guild's id, which is digits, so no two layers
// have the same scope.
type Layer string

// The layers that belong to no guild.
const (
	SharedLayer  Layer = ""
	builtinLayer Layer = "builtin"
)

// LayerOf returns the layer of an article's documents.
func LayerOf(guild corpus.GuildID, origin corpus.Origin) Layer {
	if guild == corpus.Shared && origin == corpus.OriginBuiltin {
		return builtinLayer
	}
	return Layer(guild)
}

// Copies returns the layer of a guild's copies of a shared layer's passages.
func (l Layer) Copies(guild corpus.GuildID) Layer { return Layer(guild) + "/" + l }

// OfCopies reports whether the layer holds a guild's copies.
func (l Layer) OfCopies() bool { return strings.Contains(string(l), "/") }

// Scope returns the prefix of the layer's terms.
func (l Layer) Scope() string { return string(l) + "\x00" }

// CutScope divides a term into its layer and the rest.
func CutScope(term string) (l Layer, rest string, ok bool) {
	before, rest, ok := strings.Cut(term, "\x00")
	return Layer(before), rest, ok
}

// LayersOf returns the layers that a query sees. In place of a shared passage that its guild
// has a copy of, it sees the copy.
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
