// Package wording takes the words of a text and makes the terms that are searched
// for. It folds letters, reads numbers in digits and in words, stems, and knows which
// terms count in the place of another. It is pure.
package wording
