package nearest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"verbatim/corpus/reader"
)

// randomVector is a vector of so many numbers.
func randomVector(r *rand.Rand, numbers int) reader.Vector {
	packed := make([]byte, numbers/2)
	for i := range packed {
		packed[i] = byte(r.Uint32())
	}
	return reader.Unpack(packed)
}

// BenchmarkNearest searches stores of random vectors, which is the worst case: none is much nearer than the others.
func BenchmarkNearest(b *testing.B) {
	for _, size := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, uint64(size)))
			name := filepath.Join(b.TempDir(), "vectors")
			s, err := Open(name, testNetwork)
			if err != nil {
				b.Fatal(err)
			}
			fill(b, s, r, size)
			_, bytes := s.Size()
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			if s, err = Open(name, testNetwork); err != nil {
				b.Fatal(err)
			}
			opened := time.Since(start)
			defer func() { _ = s.Close() }()
			for b.Loop() {
				hits, err := s.Nearest([]string{""}, randomVector(r, 288), 60, func(ID) bool { return true })
				if err != nil || len(hits) != 60 {
					b.Fatalf("got %d, error %v, want 60", len(hits), err)
				}
			}
			b.ReportMetric(float64(bytes)/float64(size), "bytes/statement")
			b.ReportMetric(float64(opened.Microseconds())/1000, "ms-to-open")
		})
	}
}

// fill puts so many random vectors into a store, four of each document.
func fill(b *testing.B, s *Store, r *rand.Rand, size int) {
	b.Helper()
	for i := range size / 4 {
		d := Document{ID: ID{Rest: "\x00"}}
		binary.BigEndian.PutUint64(d.Article[:], uint64(i))
		for range 4 {
			d.Vectors = append(d.Vectors, randomVector(r, 288).Pack())
		}
		if err := s.Put(d); err != nil {
			b.Fatal(err)
		}
	}
}
