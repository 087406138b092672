// Package rank says which statements answer a question, and how surely. It takes
// questions apart, finds their words in passages, measures the features of each
// statement and turns them into a score and a confidence. It is pure: it knows
// neither Bleve nor the store.
package rank
