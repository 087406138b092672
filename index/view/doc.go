// Package view is the index on disk: one Bleve index, called a generation, with
// its position in the store's change feed. A generation that is broken or out of
// date is replaced by an empty one. Package index fills it and searches it.
//
// Every term begins with the layer that it belongs to, so a lookup, a count or a
// completion for a guild reads only that guild's terms and the shared ones.
package view
