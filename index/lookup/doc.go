// Package lookup finds the words of a question in the index: the terms that are meant by them, though they may be spelt wrong,
// and the passages that match these best.
package lookup
