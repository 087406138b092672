package rank

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"testing"

	"verbatim/internal/golden"
)

// Every machine computes the same bits of features, scores and confidences. The test also runs for arm64 in an emulator.
func TestBits(t *testing.T) {
	usual := func(word int) float64 { return IDF(1000, uint64(3+7*word)) }
	var out strings.Builder
	for _, one := range asked {
		r, all, read := rankedWith(t, one.question, one.text, usual)
		fmt.Fprintln(&out, one.question)
		writeBits(&out, "by words", r, all)
		writeBits(&out, "read", r, read)
	}
	golden.Check(t, "testdata/bits.golden", out.String(), "if weights or features were changed, this is right")
}

// writeBits writes the exact values of ranked statements.
func writeBits(out *strings.Builder, name string, r *Ranker, ranked []Scored) {
	for i := range ranked {
		s := &ranked[i]
		h := fnv.New64a()
		for _, v := range s.Features {
			_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
		}
		fmt.Fprintf(out, "  %s: confidence %x, score %x, digest of features %x\n", name, r.Confidence(ranked[i:]), s.Score, h.Sum64())
	}
}
