package view

import (
	"encoding/binary"

	"verbatim/index/passage"
)

// PassageID returns the document id of the article's n-th passage. The article's own document,
// which holds its citation, has the key as its id.
func PassageID(key passage.Key, n int) string {
	return string(binary.AppendUvarint(key[:], uint64(n)))
}

// CopyID returns the document id of a layer's copy of the article's n-th passage: the
// passage's id, which says where it ends, and the layer.
func CopyID(key passage.Key, n int, l Layer) string { return PassageID(key, n) + string(l) }

// CutID returns the number of the passage that a document holds, and the layer if it is a
// copy. The flag is false for the article's own document.
func CutID(id string) (n uint64, l Layer, ok bool) {
	n, size := binary.Uvarint([]byte(id[len(passage.Key{}):]))
	if size <= 0 {
		return 0, "", false
	}
	return n, Layer(id[len(passage.Key{})+size:]), true
}
