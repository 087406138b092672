package reader

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// A weights file, all numbers little-endian:
//
//	 0  8 bytes  "verbread"
//	 8  uint32   version of the format
//	12  uint32   length of the header
//	16  uint32   CRC-32C of everything from byte 24 on
//	20  uint32   0
//	24           the header, JSON, padded with spaces
//	             the tensors; offsets in the header count from here
//
// Matrices hold numbers from -127 to 127 in blocks of 16 outputs by 4 inputs, the order in which the kernels read them.
const (
	magic       = "verbread"
	fileVersion = 1
	preamble    = 24

	// maxHeader bounds the JSON header, in bytes.
	maxHeader = 1 << 20
	// maxSide bounds each side of a matrix. With it, a sum of products of 8-bit numbers stays below 2^31.
	maxSide = 1 << 16
)

// ErrFile says that bytes are not a weights file that this version can use.
var ErrFile = errors.New("reader: not a usable weights file")

// tensor is the place of numbers in the file, as the header gives it.
type tensor struct {
	Offset int `json:"offset"`
	Size   int `json:"size"`
}

type shape struct {
	Width     int     `json:"width"`
	Heads     int     `json:"heads"`
	Inner     int     `json:"inner"`
	Words     int     `json:"words"`
	Positions int     `json:"positions"`
	Types     int     `json:"types"`
	Group     int     `json:"group"`
	Epsilon   float32 `json:"epsilon"`
}

type denseHeader struct {
	Outputs int    `json:"outputs"`
	Inputs  int    `json:"inputs"`
	Weights tensor `json:"weights"`
	Scales  tensor `json:"scales"`
	Bias    tensor `json:"bias"`
}

type normHeader struct {
	Gain tensor `json:"gain"`
	Bias tensor `json:"bias"`
}

type tableHeader struct {
	Rows    int    `json:"rows"`
	Weights tensor `json:"weights"`
	Scales  tensor `json:"scales"`
}

type embeddingHeader struct {
	Words     tensor      `json:"words"`
	Scales    tensor      `json:"scales"`
	Positions tableHeader `json:"positions"`
	Types     tableHeader `json:"types"`
	Norm      normHeader  `json:"norm"`
}

type layerHeader struct {
	Mixed  denseHeader `json:"mixed"`
	Joined denseHeader `json:"joined"`
	Norm1  normHeader  `json:"norm1"`
	Up     denseHeader `json:"up"`
	Down   denseHeader `json:"down"`
	Norm2  normHeader  `json:"norm2"`
}

type headHeader struct {
	Name      string       `json:"name"`
	Kind      string       `json:"kind"`
	Embedding int          `json:"embedding"`
	Layers    []int        `json:"layers"`
	Dense     *denseHeader `json:"dense"`
	Last      *denseHeader `json:"last"`
	Labels    []string     `json:"labels"`
}

type header struct {
	Shape      shape  `json:"shape"`
	Vocabulary tensor `json:"vocabulary"`
	Characters struct {
		Removed     tensor `json:"removed"`
		Spaces      tensor `json:"spaces"`
		Isolated    tensor `json:"isolated"`
		Punctuation tensor `json:"punctuation"`
		Mapped      tensor `json:"mapped"`
	} `json:"characters"`
	Book       tensor            `json:"book"`
	Embeddings []embeddingHeader `json:"embeddings"`
	Layers     []layerHeader     `json:"layers"`
	Heads      []headHeader      `json:"heads"`
}

// file reads tensors. The first fault is kept in err, and later reads return nothing.
type file struct {
	header   header
	checksum uint32
	body     []byte
	err      error
}

// readFile checks the preamble, the checksum and the header.
func readFile(data []byte) (*file, error) {
	if len(data) < preamble || string(data[:8]) != magic {
		return nil, fmt.Errorf("%w: it does not begin with %q", ErrFile, magic)
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	if v := word(8); v != fileVersion {
		return nil, fmt.Errorf("%w: version %d, not %d", ErrFile, v, fileVersion)
	}
	length := word(12)
	if length > maxHeader || int(length) > len(data)-preamble {
		return nil, fmt.Errorf("%w: a header of %d bytes", ErrFile, length)
	}
	if sum := crc32.Checksum(data[preamble:], crc32.MakeTable(crc32.Castagnoli)); sum != word(16) {
		return nil, fmt.Errorf("%w: checksum %08x, not %08x", ErrFile, sum, word(16))
	}
	f := &file{checksum: word(16), body: data[preamble+int(length):]}
	if err := json.Unmarshal(data[preamble:preamble+int(length)], &f.header); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrFile, err)
	}
	s := f.header.Shape
	f.check(s.Heads > 0 && s.Width > 0 && s.Width%s.Heads == 0 && s.Width/s.Heads%16 == 0 && s.Width <= maxSide, "width and heads")
	f.check(s.Inner > 0 && s.Inner%16 == 0 && s.Inner <= maxSide, "inner width")
	f.check(s.Group > 0 && s.Group%2 == 0 && s.Width%max(s.Group, 1) == 0, "group")
	f.check(s.Words > 0 && s.Words <= 1<<20 && s.Positions >= 8 && s.Positions <= maxSide && s.Types >= 2 && s.Types <= 16, "tables")
	f.check(s.Epsilon > 0 && s.Epsilon < 1, "epsilon")
	return f, f.err
}

func (f *file) check(ok bool, what string) {
	if !ok && f.err == nil {
		f.err = fmt.Errorf("%w: bad %s", ErrFile, what)
	}
}

// bytes returns the tensor t. It must have size bytes, or any size if that is negative.
func (f *file) bytes(t tensor, size int, what string) []byte {
	f.check(t.Offset >= 0 && t.Size >= 0 && t.Offset <= len(f.body) && t.Size <= len(f.body)-t.Offset, what)
	f.check(size < 0 || t.Size == size, what+": size")
	if f.err != nil {
		return nil
	}
	return f.body[t.Offset : t.Offset+t.Size : t.Offset+t.Size]
}

// signed returns n 8-bit numbers. -128 has no opposite, so the kernels cannot use it.
func (f *file) signed(t tensor, n int, what string) []byte {
	b := f.bytes(t, n, what)
	f.check(bytes.IndexByte(b, 0x80) < 0, what+": -128")
	return b
}

// floats returns n finite float32 numbers.
func (f *file) floats(t tensor, n int, what string) []float32 {
	b := f.bytes(t, 4*n, what)
	out := make([]float32, len(b)/4)
	usable := true
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		// A number near the largest float32 could overflow on the way; no weight comes near 2^64.
		usable = usable && out[i] > -1<<64 && out[i] < 1<<64
	}
	f.check(usable, what+": not finite")
	return out
}

// pairs returns ranges of characters: first and last of each, sorted.
func (f *file) pairs(t tensor, what string) []rune {
	b := f.bytes(t, -1, what)
	f.check(len(b)%8 == 0, what)
	out := make([]rune, len(b)/8*2)
	for i := range out {
		v := binary.LittleEndian.Uint32(b[4*i:])
		f.check(v <= 0x10ffff && (i == 0 || rune(v) >= out[i-1]), what)
		out[i] = rune(v)
	}
	return out
}

// dense returns a matrix of 8-bit weights with the given number of outputs and inputs.
func (f *file) dense(h denseHeader, outputs, inputs int, what string) dense {
	f.check(h.Outputs == outputs && h.Inputs == inputs && outputs > 0 && outputs <= 4*maxSide && outputs%16 == 0 && inputs%16 == 0, what)
	if f.err != nil {
		return dense{}
	}
	return dense{
		outputs: outputs,
		inputs:  inputs,
		weights: f.signed(h.Weights, outputs*inputs, what),
		scales:  f.floats(h.Scales, outputs, what),
		bias:    f.floats(h.Bias, outputs, what),
	}
}

// linear returns a small matrix of float32 weights.
func (f *file) linear(h denseHeader, outputs, inputs int, what string) linear {
	f.check(h.Outputs == outputs && h.Inputs == inputs && outputs > 0 && outputs <= 256, what)
	if f.err != nil {
		return linear{}
	}
	return linear{inputs: inputs, weights: f.floats(h.Weights, outputs*inputs, what), bias: f.floats(h.Bias, outputs, what)}
}

func (f *file) norm(h normHeader, what string) norm {
	width := f.header.Shape.Width
	return norm{gain: f.floats(h.Gain, width, what), bias: f.floats(h.Bias, width, what), epsilon: f.header.Shape.Epsilon}
}

func (f *file) table(h tableHeader, n int, what string) table {
	f.check(h.Rows == n, what)
	return table{
		width:   f.header.Shape.Width,
		weights: f.signed(h.Weights, n*f.header.Shape.Width, what),
		scales:  f.floats(h.Scales, n, what),
	}
}
