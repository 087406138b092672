package documents

import (
	"crypto/sha256"
	"encoding/binary"

	"verbatim/index/passage"
	"verbatim/index/view"
)

// CheckOf is the check of a passage's vectors: it is different if the article's title, its layer or a statement's text is.
func CheckOf(l view.Layer, title string, p *passage.Passage) uint64 {
	b := append(make([]byte, 0, len(p.Text)+len(title)+64), l...)
	b = append(append(b, 0), title...)
	for _, s := range p.Statements {
		b = append(append(b, 0), s.Span.In(p.Text)...)
	}
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}
