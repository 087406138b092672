package nearest

import (
	"bytes"
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"verbatim/corpus/reader"
)

// ID is the id of a document.
type ID struct {
	Article [8]byte // the key of its article, with which it begins
	Rest    string
}

// Hit is a statement whose vector is near the query's.
type Hit struct {
	ID
	Statement  int    // its number in the document
	Check      uint64 // of the document
	Similarity float32
}

// Vectors whose signs are nearest are compared by their numbers: at first leastCompared, or compareShare times as many as are asked
// for. If too few of them are accepted there is a second round with growth times as many.
const (
	leastCompared = 1500
	compareShare  = 10
	growth        = 8
)

// Nearest returns the at most n statements of the layers whose vectors have the largest inner product with the query, the largest
// first, without the documents that are not accepted. It compares signs first, so a few of the n may be missed.
func (s *Store) Nearest(layers []string, query reader.Vector, n int, accept func(ID) bool) ([]Hit, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.width == 0 || n < 1 {
		return nil, nil
	}
	q, err := s.newQuery(query)
	if err != nil {
		return nil, err
	}
	q.measure(layers)
	defer q.giveBack()
	compared := max(leastCompared, n*compareShare)
	hits, err := q.best(compared, n, accept)
	if err == nil && len(hits) < n && compared < q.total {
		hits, err = q.best(compared*growth, n, accept)
	}
	return hits, err
}

// NearestOf is Nearest among these documents. It compares all their vectors.
func (s *Store) NearestOf(documents []ID, layers []string, query reader.Vector, n int) ([]Hit, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.width == 0 || n < 1 {
		return nil, nil
	}
	q, err := s.newQuery(query)
	if err != nil {
		return nil, err
	}
	var found []comparison
	var products []float32
	for _, id := range documents {
		i := slices.IndexFunc(s.articles[id.Article], func(d *document) bool { return d.Rest == id.Rest && slices.Contains(layers, d.name) })
		if i < 0 {
			continue
		}
		d := s.articles[id.Article][i]
		if products, err = q.products(d, 0, d.count, products[:0]); err != nil {
			return nil, err
		}
		for k, p := range products {
			found = append(found, comparison{d, k, p})
		}
	}
	return first(found, n, func(ID) bool { return true }), nil
}

// query is a vector that is compared with those of some layers.
type query struct {
	store     *Store
	signs     []uint64
	low, high []int32 // its numbers, the even and the odd ones
	sum       int32   // of all numbers
	scale     float32
	layers    []*layer
	distances *[]uint16 // of all vectors of the layers; those that are gone have none
	counts    []int     // vectors by distance
	total     int
	buffer    []byte
}

// newQuery takes a vector apart.
func (s *Store) newQuery(v reader.Vector) (*query, error) {
	packed := v.Pack()
	if len(packed) != s.width {
		return nil, fmt.Errorf("search vectors of %d bytes for one of %d", s.width, len(packed))
	}
	q := &query{store: s, signs: appendSigns(nil, packed), scale: v.Scale}
	for i, x := range v.Values {
		q.sum += int32(x)
		if i%2 == 0 {
			q.low = append(q.low, int32(x))
		} else {
			q.high = append(q.high, int32(x))
		}
	}
	if len(q.high) < len(q.low) {
		q.high = append(q.high, 0)
	}
	return q, nil
}

var distancePool = sync.Pool{New: func() any { return new([]uint16) }}

// noDistance is the distance of a vector that is gone.
const noDistance = 0xffff

// measure counts the signs in which each vector of the layers differs.
func (q *query) measure(names []string) {
	size := 0
	for _, name := range names {
		if l := q.store.layers[name]; l != nil && l.vectors > l.removed {
			q.layers = append(q.layers, l)
			size += l.vectors
			q.total += l.vectors - l.removed
		}
	}
	q.distances = distancePool.Get().(*[]uint16)
	if cap(*q.distances) < size {
		*q.distances = make([]uint16, size)
	}
	*q.distances = (*q.distances)[:size]
	q.counts = make([]int, 64*len(q.signs)+1)
	rest := *q.distances
	for _, l := range q.layers {
		own := rest[:l.vectors]
		rest = rest[l.vectors:]
		l.distances(own, q.signs)
		for _, d := range own {
			q.counts[d]++
		}
		for i, gone := range l.gone {
			for ; gone != 0; gone &= gone - 1 {
				at := 64*i + bits.TrailingZeros64(gone)
				q.counts[own[at]]--
				own[at] = noDistance
			}
		}
	}
}

func (q *query) giveBack() { distancePool.Put(q.distances) }

// best compares at least so many vectors by their numbers, those with the nearest signs, and returns the n best that are
// accepted.
func (q *query) best(compared, n int, accept func(ID) bool) ([]Hit, error) {
	found, err := q.compare(q.farthest(compared))
	if err != nil {
		return nil, err
	}
	return first(found, n, accept), nil
}

// first returns the n most similar that are accepted.
func first(found []comparison, n int, accept func(ID) bool) []Hit {
	slices.SortFunc(found, func(a, b comparison) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), bytes.Compare(a.Article[:], b.Article[:]),
			strings.Compare(a.Rest, b.Rest), cmp.Compare(a.statement, b.statement))
	})
	var hits []Hit
	accepted := make(map[*document]bool)
	for _, c := range found {
		if len(hits) == n {
			break
		}
		ok, known := accepted[c.document]
		if !known {
			ok = accept(c.ID)
			accepted[c.document] = ok
		}
		if ok {
			hits = append(hits, Hit{c.ID, c.statement, c.check, c.similarity})
		}
	}
	return hits
}

// farthest returns a distance that at least so many vectors do not exceed. All of one distance are compared or none is, so that the
// order in which documents came makes no difference.
func (q *query) farthest(compared int) uint16 {
	seen := 0
	for d, n := range q.counts {
		if seen += n; seen >= compared {
			return uint16(d)
		}
	}
	return noDistance - 1
}

// comparison is a vector that was compared by its numbers.
type comparison struct {
	*document
	statement  int
	similarity float32
}

// compare compares the vectors within a distance.
func (q *query) compare(farthest uint16) (found []comparison, err error) {
	rest := *q.distances
	var products []float32
	for _, l := range q.layers {
		own := rest[:l.vectors]
		rest = rest[l.vectors:]
		for i := 0; i < len(own); i++ {
			if own[i] > farthest {
				continue
			}
			d := l.at(i)
			from, to := i-d.first, i-d.first+1
			for k := to; k < d.count; k++ {
				if own[d.first+k] <= farthest {
					to = k + 1
				}
			}
			if products, err = q.products(d, from, to, products[:0]); err != nil {
				return nil, err
			}
			for k, p := range products {
				if own[i+k] <= farthest {
					found = append(found, comparison{d, from + k, p})
				}
			}
			i = d.first + to - 1
		}
	}
	return found, nil
}

// products appends the inner products with the vectors of a document's statements, from one to before another.
func (q *query) products(d *document, from, to int, out []float32) ([]float32, error) {
	width := q.store.width
	size := (to - from) * width
	if cap(q.buffer) < size {
		q.buffer = make([]byte, 2*size)
	}
	packed := q.buffer[:size]
	if _, err := q.store.file.ReadAt(packed, d.offset+int64(d.size-(d.count-from)*width)); err != nil {
		return nil, fmt.Errorf("read vectors: %w", err)
	}
	for ; len(packed) > 0; packed = packed[width:] {
		out = append(out, q.product(packed[:width]))
	}
	return out, nil
}
