// Package speakers counts who says how many statements, layer by layer, and lists them by name. What a guild's corrections
// change in shared articles is counted in the layer of that guild's copies.
package speakers
