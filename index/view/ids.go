package view

import (
	"encoding/binary"

	"verbatim/index/passage"
)

// CopyID is the document id of a layer's copy of the article's n-th passage:
// the passage's, which says itself where it ends, with the layer.
func CopyID(key passage.Key, n int, l Layer) string { return PassageID(key, n) + string(l) }

// CutID is the number of the passage that a document of an article is of, and
// the layer where it is a copy. It is false of the article's own document.
func CutID(id string) (n uint64, l Layer, ok bool) {
	n, size := binary.Uvarint([]byte(id[len(passage.Key{}):]))
	if size <= 0 {
		return 0, "", false
	}
	return n, Layer(id[len(passage.Key{})+size:]), true
}

// PassageID is the document id of the article's n-th passage. The article's own
// document, with its citation, has the key alone.
func PassageID(key passage.Key, n int) string {
	return string(binary.AppendUvarint(key[:], uint64(n)))
}
