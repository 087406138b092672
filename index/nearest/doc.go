// Package nearest keeps the vectors of statements and finds those that are nearest to a question's. The vectors lie in one file
// beside the index, 4 bits for each number. The signs of their numbers are in memory as well, and a search compares these first.
//
// The package knows nothing of texts. It is told what a document's vectors were made of by a check, a number that is different
// when the texts are.
package nearest
