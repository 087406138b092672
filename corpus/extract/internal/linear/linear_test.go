package linear

import (
	"bytes"
	"hash/fnv"
	"math"
	"slices"
	"testing"
)

// feature names a test feature.
func feature(name string) Feature {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // it never fails
	return Hash(1, h.Sum64())
}

func features(names ...string) []Feature {
	out := make([]Feature, len(names))
	for i, n := range names {
		out[i] = feature(n)
	}
	return out
}

func TestHashSpreads(t *testing.T) {
	const n, bits = 4096, 16
	rows := map[Feature]bool{}
	for v := range uint64(n) {
		rows[Hash(uint32(v%7), v/7)>>(32-bits)] = true
	}
	// n balls in 65536 bins leave about n - n²/2/65536 bins filled.
	if got, want := len(rows), n-n*n/(2<<bits)-40; got < want {
		t.Errorf("%d features fill %d rows, want at least %d", n, got, want)
	}
}

func TestLogisticIsCalibrated(t *testing.T) {
	// Three of four "heads" are yes: the model has to say 0.75, not 1.
	l := NewLogistic(1, 8, 0.1, 0)
	for i := range 4000 {
		yes := 1
		if i%4 == 0 {
			yes = 0
		}
		l.Classify(features("heads"), yes, 1)
	}
	got := 1 / (1 + math.Exp(-l.Score(features("heads"), 0)))
	if math.Abs(got-0.75) > 0.03 {
		t.Errorf("probability %.3f, want 0.75", got)
	}
}

func TestLogisticClassifies(t *testing.T) {
	l := NewLogistic(3, 12, 0.2, 0)
	for range 200 {
		l.Classify(features("a"), 0, 1)
		l.Classify(features("b"), 1, 1)
		l.Classify(features("a", "b"), 2, 1)
	}
	for class, f := range [][]Feature{features("a"), features("b"), features("a", "b")} {
		if p := l.Classify(f, class, 0); p < 0.8 {
			t.Errorf("class %d has probability %.2f, want 0.8 or more", class, p)
		}
	}
}

func TestLogisticRanks(t *testing.T) {
	l := NewLogistic(1, 8, 0.1, 0)
	near, far, verb := features("near"), features("far"), features("far", "object")
	for range 100 {
		l.Rank([][]Feature{near, far, verb}, []bool{true, false, false}, 1)
		l.Rank([][]Feature{far, verb}, []bool{true, false}, 1)
	}
	m := l.Model()
	if a, b, c := m.Score(near), m.Score(far), m.Score(verb); a <= b || b <= c {
		t.Errorf("scores near %.2f, far %.2f, object %.2f; want them falling", a, b, c)
	}
}

func TestEncodeDecode(t *testing.T) {
	l := NewLogistic(2, 8, 0.1, 0)
	for i := range 200 {
		l.Classify(features(string(rune('a'+i%26))), i%2, 1)
	}
	m := l.Model()
	got, err := Decode(m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if got.classes != m.classes || got.shift != m.shift || got.scale != m.scale || !slices.Equal(got.weights, m.weights) {
		t.Error("a model changes when it is encoded and decoded")
	}
	if !bytes.Equal(got.Encode(), m.Encode()) {
		t.Error("encoding is not stable")
	}
	for i, f := range features("a", "b", "zz") {
		want := l.Score([]Feature{f}, 0)
		if w := float64(m.Weight(f)); math.Abs(w-want) > float64(m.scale) {
			t.Errorf("feature %d: weight %.4f, want %.4f within %.4f", i, w, want, m.scale)
		}
	}
}

func TestDecodeRejects(t *testing.T) {
	good := NewLogistic(1, 4, 0.1, 0).Model().Encode()
	change := func(at int, b byte) []byte {
		out := slices.Clone(good)
		out[at] = b
		return out
	}
	tests := map[string][]byte{
		"nothing":        nil,
		"other magic":    change(0, 'X'),
		"no classes":     change(4, 0),
		"too many rows":  change(5, 40),
		"too few bytes":  good[:len(good)-1],
		"too many bytes": append(slices.Clone(good), 0),
		"scale NaN":      append(append([]byte(magic), 1, 4, 0, 0, 0xc0, 0x7f), make([]byte, 16)...),
	}
	for name, data := range tests {
		if _, err := Decode(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOrder(t *testing.T) {
	a, b, c := Order(100, 1), Order(100, 1), Order(100, 2)
	if !slices.Equal(a, b) || slices.Equal(a, c) {
		t.Error("Order must depend on the seed and on nothing else")
	}
	slices.Sort(a)
	for i, x := range a {
		if i != x {
			t.Fatalf("Order is no permutation: %v", a)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(NewLogistic(1, 4, 0.1, 0).Model().Encode())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(data)
		if err == nil && !bytes.Equal(m.Encode(), data) {
			t.Errorf("decoding and encoding %d bytes changes them", len(data))
		}
	})
}

func BenchmarkScore(b *testing.B) {
	m := NewLogistic(1, 17, 0.1, 0).Model()
	fs := make([]Feature, 40)
	for i := range fs {
		fs[i] = Hash(uint32(i), uint64(i*i))
	}
	for b.Loop() {
		m.Score(fs)
	}
}
