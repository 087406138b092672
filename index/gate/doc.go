// Package gate lets questions be read while there is time for it. When too many are asked at once, the others are answered by
// words alone.
package gate
