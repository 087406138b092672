// Package index is the store's materialised view: a Bleve index that follows
// the store's change feed and answers questions out of itself alone.
//
// A document is a passage: a few neighbouring statements of one article, with
// everything that an answer shows stored in it. Bleve finds the passages, the
// ranking then weighs each statement in them. Every term begins with the guild
// that it belongs to, so whatever is looked up, counted, completed or corrected
// for a guild is confined to that guild's terms and the shared ones.
//
// README.md gives the recipe, its figures and how to measure them.
package index
