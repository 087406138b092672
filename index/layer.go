package index

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"verbatim/corpus"
)

// layer is documents that are seen together or not at all: a guild's own (named
// by its id), the shared ones, those of the built-in article, or a guild's
// copies of what it corrected in either of these. The terms of its documents
// begin with its scope, which no other layer's do: ids are digits.
type layer string

const (
	sharedLayer  layer = ""
	builtinLayer layer = "builtin"
)

// layerOf is the layer of an article's documents.
func layerOf(guild corpus.GuildID, origin corpus.Origin) layer {
	if guild == corpus.Shared && origin == corpus.OriginBuiltin {
		return builtinLayer
	}
	return layer(guild)
}

// copies is the layer of a guild's copies of a shared layer's passages.
func (l layer) copies(guild corpus.GuildID) layer { return layer(guild) + "/" + l }

// ofCopies reports whether the layer is of a guild's copies.
func (l layer) ofCopies() bool { return strings.Contains(string(l), "/") }

// scope is what the layer's terms begin with.
func (l layer) scope() string { return string(l) + "\x00" }

// cutScope is the layer that a term is of, and the rest of it.
func cutScope(term string) (l layer, rest string, ok bool) {
	before, rest, ok := strings.Cut(term, "\x00")
	return layer(before), rest, ok
}

// layersOf is the layers that a query sees, but for the passages of shared ones
// that its guild has copies of.
func layersOf(q corpus.Query) []layer {
	var seen []layer
	if q.Guild != corpus.Shared {
		seen = append(seen, layer(q.Guild))
	}
	for _, shared := range []struct {
		layer
		without bool
	}{{sharedLayer, q.NoShared}, {builtinLayer, q.NoBuiltin}} {
		if shared.without {
			continue
		}
		if q.Guild != corpus.Shared {
			seen = append(seen, shared.copies(q.Guild))
		}
		seen = append(seen, shared.layer)
	}
	return seen
}

// look narrows the snapshot to what a query sees. It returns the scopes of the
// layers that hold anything.
func (s *snapshot) look(q corpus.Query) ([]string, error) {
	barred := roaring64.New()
	var scopes []string
	for _, l := range layersOf(q) {
		if l.ofCopies() {
			if err := s.eachPosting(fieldCopied, l.scope(), func(number, _ uint64) { barred.Add(number) }); err != nil {
				return nil, err
			}
		}
		n, err := s.count(fieldKind, l.scope()+anyKind)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			scopes = append(scopes, l.scope())
		}
	}
	if !barred.IsEmpty() {
		s.barred = barred
	}
	return scopes, nil
}
