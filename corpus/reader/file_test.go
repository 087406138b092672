package reader

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"testing"
)

// seal writes the right checksum into a weights file.
func seal(b []byte) []byte {
	binary.LittleEndian.PutUint32(b[16:], crc32.Checksum(b[preamble:], crc32.MakeTable(crc32.Castagnoli)))
	return b
}

func TestOpenRefuses(t *testing.T) {
	good := tinyWeights(t)
	replace := func(old, with string) []byte {
		if len(old) != len(with) || !bytes.Contains(good, []byte(old)) {
			t.Fatalf("%s cannot be replaced by %s", old, with)
		}
		return seal(bytes.Replace(good, []byte(old), []byte(with), 1))
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)-1] ^= 1
	version := bytes.Clone(good)
	version[8]++
	long := bytes.Clone(good)
	long[15] = 0xff
	for what, b := range map[string][]byte{
		"nothing":                nil,
		"another file":           []byte("SQLite format 3\x00 and more of it"),
		"a changed byte":         flipped,
		"another version":        version,
		"a header beyond it":     long,
		"a short file":           good[:len(good)/2],
		"a short file, sealed":   seal(bytes.Clone(good[:len(good)/2])),
		"no JSON":                replace(`{"shape"`, `["shape"`),
		"heads that do not fit":  replace(`"heads":2,`, `"heads":3,`),
		"another width":          replace(`"width":64`, `"width":32`),
		"more layers than exist": replace(`"layers":[0,1]`, `"layers":[0,9]`),
		"a head twice":           replace(`"name":"reports"`, `"name":"vectors"`),
		"an unknown kind":        replace(`"kind":"score"`, `"kind":"scare"`),
	} {
		if n, err := Open(b); !errors.Is(err, ErrFile) || n != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestChecksum checks that a network tells its weights' checksum, which changes with them.
func TestChecksum(t *testing.T) {
	good := tinyWeights(t)
	changed := bytes.Clone(good)
	changed[len(changed)-1] ^= 1
	for _, b := range [][]byte{good, seal(changed)} {
		n, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%08x", crc32.Checksum(b[preamble:], crc32.MakeTable(crc32.Castagnoli)))
		if got := n.Checksum(); got != want {
			t.Errorf("checksum %s, want %s", got, want)
		}
	}
	if openTiny(t).Checksum() == fmt.Sprintf("%08x", crc32.Checksum(changed[preamble:], crc32.MakeTable(crc32.Castagnoli))) {
		t.Error("other weights have the same checksum")
	}
}

// TestOpenChanged changes digits of the header: the file is refused, or gives a network that can read a text.
func TestOpenChanged(t *testing.T) {
	good := tinyWeights(t)
	end := preamble + int(binary.LittleEndian.Uint32(good[12:]))
	refused, digits := 0, 0
	for i := preamble; i < end; i++ {
		if good[i] < '0' || good[i] > '9' {
			continue
		}
		if digits++; digits%5 != 0 {
			continue
		}
		b := bytes.Clone(good)
		b[i] = '0' + (b[i]-'0'+3)%10
		n, err := Open(seal(b))
		if err != nil {
			refused++
			continue
		}
		useAll(t, n)
	}
	if refused < digits/20 {
		t.Errorf("%d of %d changed digits were refused", refused, digits/5)
	}
}

// useAll reads a text with every head.
func useAll(t *testing.T, n *Network) {
	t.Helper()
	for _, h := range n.heads {
		var err error
		switch h.kind {
		case kindVector:
			_, err = n.Vectors(t.Context(), h.name, []string{"a text"})
		case kindScore:
			_, err = n.Score(t.Context(), h.name, "a question", []Passage{{Statement: "a text"}})
		case kindLabels:
			_, err = n.Label(t.Context(), h.name, "a text")
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// FuzzOpen checks that a header of any content is refused or gives a network that can read a text.
func FuzzOpen(f *testing.F) {
	good := tinyWeights(f)
	end := preamble + int(binary.LittleEndian.Uint32(good[12:]))
	f.Add(good[preamble:end])
	f.Fuzz(func(t *testing.T, head []byte) {
		b := append(bytes.Clone(good[:preamble]), head...)
		binary.LittleEndian.PutUint32(b[12:], uint32(len(head)))
		if n, err := Open(seal(append(b, good[end:]...))); err == nil {
			useAll(t, n)
		}
	})
}
