package nearest

import (
	"encoding/binary"
	"math/bits"
	"sort"
)

// layer is the documents of a layer, with the signs of the numbers of their vectors.
type layer struct {
	stride    int      // words of signs for each vector
	signs     []uint64 // of each vector, removed ones included
	vectors   int
	removed   int
	gone      []uint64    // bits: the vectors that are removed
	documents []*document // in the order of their vectors, removed ones included
}

// document is the place of a document's vectors.
type document struct {
	ID
	name   string // of its layer
	layer  *layer
	check  uint64
	offset int64 // of its record
	size   int   // of its record
	first  int   // the number of its first vector in the layer
	count  int
}

func (d *document) made() Made { return Made{d.name, d.check} }

// add adds a document whose record has that offset and size. The caller holds mu.
func (s *Store) add(p parsed, offset int64, size int) {
	if p.count > 0 {
		s.width = len(p.vectors) / p.count
	}
	l := s.layers[string(p.layer)]
	if l == nil {
		l = &layer{}
		s.layers[string(p.layer)] = l
	}
	d := &document{
		ID: ID{p.article, string(p.rest)}, name: string(p.layer), layer: l, check: p.check,
		offset: offset, size: size, first: l.vectors, count: p.count,
	}
	s.articles[d.Article] = append(s.articles[d.Article], d)
	if d.count == 0 {
		return
	}
	l.stride = words(s.width)
	for i := range d.count {
		l.signs = appendSigns(l.signs, p.vectors[i*s.width:(i+1)*s.width])
	}
	l.vectors += d.count
	for len(l.gone)*64 < l.vectors {
		l.gone = append(l.gone, 0)
	}
	l.documents = append(l.documents, d)
}

// remove removes a document's vectors.
func (l *layer) remove(d *document) {
	for i := d.first; i < d.first+d.count; i++ {
		l.gone[i/64] |= 1 << (i % 64)
	}
	l.removed += d.count
}

// at returns the document that a vector belongs to.
func (l *layer) at(vector int) *document {
	i := sort.Search(len(l.documents), func(i int) bool { return l.documents[i].first > vector })
	return l.documents[i-1]
}

// signsIn is the bytes of a packed vector whose signs make one word: 64 numbers.
const signsIn = 32

// words returns the number of words for the signs of a vector of so many bytes.
func words(width int) int { return (width + signsIn - 1) / signsIn }

// appendSigns appends the signs of a packed vector. The sign of a number is the highest of its 4 bits. Those of 4 times 16 numbers
// are laid beside each other.
func appendSigns(to []uint64, packed []byte) []uint64 {
	const highest = 0x8888888888888888
	for len(packed) > 0 {
		var block [signsIn]byte
		packed = packed[copy(block[:], packed):]
		word := uint64(0)
		for i := range 4 {
			word |= binary.LittleEndian.Uint64(block[8*i:]) & highest >> i
		}
		to = append(to, word)
	}
	return to
}

// distances writes to out in how many signs each vector differs from the query.
func (l *layer) distances(out []uint16, query []uint64) {
	if l.stride == 5 { // 257 to 320 numbers
		q0, q1, q2, q3, q4 := query[0], query[1], query[2], query[3], query[4]
		signs := l.signs
		for i := range out {
			v := signs[5*i : 5*i+5 : 5*i+5]
			out[i] = uint16(bits.OnesCount64(v[0]^q0) + bits.OnesCount64(v[1]^q1) + bits.OnesCount64(v[2]^q2) +
				bits.OnesCount64(v[3]^q3) + bits.OnesCount64(v[4]^q4))
		}
		return
	}
	for i := range out {
		n := 0
		for k, q := range query {
			n += bits.OnesCount64(l.signs[i*l.stride+k] ^ q)
		}
		out[i] = uint16(n)
	}
}
