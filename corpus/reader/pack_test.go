package reader

import (
	"bytes"
	"math"
	"testing"
)

// TestPack checks that the 4 bits of a vector keep its direction, and its place among others.
func TestPack(t *testing.T) {
	n := openTiny(t)
	var texts []string
	for _, p := range readTruth(t).Pieces[:60] {
		texts = append(texts, p.Text)
	}
	vectors, err := n.Vectors(t.Context(), "vectors", texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		packed := v.Pack()
		if len(packed) != len(v.Values)/2 {
			t.Fatalf("%d numbers in %d bytes", len(v.Values), len(packed))
		}
		u := Unpack(packed)
		if c := v.Dot(u); c < 0.988 || c > 1.001 {
			t.Errorf("%q: packed and unpacked, the cosine is %.4f", texts[i], c)
		}
		if d := float64(u.Dot(Unpack(vectors[0].Pack())) - v.Dot(vectors[0])); math.Abs(d) > 0.06 {
			t.Errorf("%q: packed, the inner product with the first changes by %.4f", texts[i], d)
		}
	}
}

func TestPackBits(t *testing.T) {
	v := Vector{[]int8{127, -127, 0, 8, -9, 60}, 0.01}
	if got, want := v.Pack(), []byte{0x0f, 0x88, 0xb7}; !bytes.Equal(got, want) {
		t.Errorf("packed to %x, want %x", got, want)
	}
	u := Unpack([]byte{0x0f, 0x88})
	if got := [4]int8(u.Values); got != [4]int8{15, -15, 1, 1} || math.Abs(float64(u.Scale)-1/math.Sqrt(452)) > 1e-7 {
		t.Errorf("unpacked to %v times %v", got, u.Scale)
	}
	if empty := Unpack(nil); len(empty.Values) != 0 || empty.Scale != 0 {
		t.Errorf("nothing is unpacked to %v", empty)
	}
}
