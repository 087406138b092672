// Package reader is a small network that reads sentences: a BERT encoder with heads that give a sentence's vector, score how well a
// statement answers a question, or label the pieces of a text.
//
// The same weights and the same text give the same bits on every machine. Matrices are multiplied in integers: 8-bit weights with a
// scale for each row, 8-bit activations with a scale for each token, sums of 32 bits. The steps between them use float32 in one fixed
// order. If a product is converted explicitly, the compiler does not fuse it with an addition; so each one is.
//
// The weights come from training/export.py. The package does no I/O.
package reader
