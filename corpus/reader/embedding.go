package reader

import (
	"encoding/binary"
	"math"
)

// embedding turns pieces into vectors: that of the word, that of the position and that of the type are added.
type embedding struct {
	width, group int
	// words has 4 bits for each number: which value of the book it is. The scales, the upper halves of float32, are for group numbers each.
	words, scales    []byte
	book             [16]float32
	positions, types table
	norm             norm
}

// table holds rows of 8-bit numbers with a scale for each row.
type table struct {
	width   int
	weights []byte
	scales  []float32
}

func (t *table) add(out []float32, row int) {
	scale := t.scales[row]
	for i, w := range t.weights[row*t.width:][:len(out)] {
		out[i] += float32(float32(int8(w)) * scale)
	}
}

// apply writes the vectors of the pieces to x.
func (e *embedding) apply(k *kernel, x []float32, in *sequence) {
	for i, id := range in.ids {
		out := x[i*e.width:][:e.width]
		e.word(out, int(id))
		e.positions.add(out, i)
		kind := 0
		if i >= in.second {
			kind = 1
		}
		e.types.add(out, kind)
		k.steps.norm(out, &e.norm)
	}
}

func (e *embedding) word(out []float32, id int) {
	words := e.words[id*e.width/2:][:e.width/2]
	scales := e.scales[id*(e.width/e.group)*2:]
	for i := 0; i < len(out); i += e.group {
		scale := math.Float32frombits(uint32(binary.LittleEndian.Uint16(scales[i/e.group*2:])) << 16)
		for j, b := range words[i/2 : (i+e.group)/2] {
			out[i+2*j] = float32(e.book[b&15] * scale)
			out[i+2*j+1] = float32(e.book[b>>4] * scale)
		}
	}
}
