// Package index follows the store's change feed into a Bleve index, and answers questions from
// that index only. It can be deleted at any time, and fills itself again.
//
// A document is a passage: a few neighbouring statements of one article, with everything that
// an answer shows. Bleve finds the passages, and package rank weighs each statement in them.
// Every term begins with the layer of its document, so a search, a count, a completion or a
// correction for a guild reads only the terms of that guild and the shared ones.
//
// README.md describes the method, its figures and how to measure them.
package index
