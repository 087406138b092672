package extract_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"verbatim/corpus/builtin"
)

// Every machine computes these bits of probabilities. The test also runs for arm64 in an emulator.
func TestBits(t *testing.T) {
	h, reports := sha256.New(), 0
	for _, a := range append(inventedNews(t), builtin.Article()) {
		for _, s := range statementsIn(a) {
			for _, r := range s.Reports {
				_ = binary.Write(h, binary.LittleEndian, math.Float64bits(r.Probability))
				reports++
			}
		}
	}
	const want = "104 reports bd8b3cfb23c136dc"
	if got := fmt.Sprintf("%d reports %x", reports, h.Sum(nil)[:8]); got != want {
		t.Errorf("got %s, want %s: if what is derived was changed with extract.Version, this is right", got, want)
	}
}
