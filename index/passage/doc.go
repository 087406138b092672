// Package passage defines the stored form of an article: its passages, each a
// few neighbouring statements with their reports, and its citation. Everything
// that an answer shows is in them. It encodes them to bytes, compresses them, and
// reads them back.
package passage
