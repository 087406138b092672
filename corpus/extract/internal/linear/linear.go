// Package linear holds the small linear models behind extraction: weights for
// hashed features, quantised and embedded, and the trainers that fit them.
//
// A feature is a 32-bit hash (see [Hash]); a model has a power of
// two of rows and one weight a row and class. Different features may share a
// row; training sees the same collisions as use, so they only cost capacity.
// Everything here is deterministic: the same examples in the same order give
// the same weights.
package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Feature is the hash of a feature's name and value.
type Feature = uint32

// Hash makes the feature of a template, a small number that names a kind of
// feature, and a value.
func Hash(template uint32, value uint64) Feature {
	h := (value + 0x9e3779b97f4a7c15*uint64(template+1))
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return uint32(h >> 32)
}

// Model is a fitted model. It is immutable and safe for concurrent use.
type Model struct {
	classes int
	shift   uint // 32 minus the number of bits of a row number
	scale   float32
	weights []int8 // row by row, a weight for each class
}

// Classes is the number of classes that the model tells apart; 1 for a ranker.
func (m *Model) Classes() int { return m.classes }

// Score is the sum of the first class's weights over features.
func (m *Model) Score(features []Feature) float32 {
	sum := int32(0)
	weights, shift := m.weights, m.shift&31
	if k := m.classes; k > 1 {
		for _, f := range features {
			sum += int32(weights[int(f>>shift)*k])
		}
		return float32(sum) * m.scale
	}
	for _, f := range features {
		sum += int32(weights[f>>shift])
	}
	return float32(sum) * m.scale
}

// Weight is the first class's weight of one feature.
func (m *Model) Weight(f Feature) float32 {
	return float32(m.weights[int(f>>m.shift)*m.classes]) * m.scale
}

// Add adds to scores, which holds one number a class, each class's weights over
// features.
func (m *Model) Add(scores []float32, features []Feature) {
	k := m.classes
	scores = scores[:k]
	for _, f := range features {
		row := int(f>>m.shift) * k
		for c, w := range m.weights[row : row+k] {
			scores[c] += float32(float32(w) * m.scale)
		}
	}
}

// The encoded form: the magic, classes, bits of a row number, scale as the bits
// of a float32, then the weights, one byte each.
const (
	magic      = "VLM1"
	headerSize = len(magic) + 1 + 1 + 4
	minBits    = 4
	maxBits    = 22
)

var errFormat = errors.New("not a linear model of this version")

// Encode is the model's form on disk.
func (m *Model) Encode() []byte {
	out := make([]byte, 0, headerSize+len(m.weights))
	out = append(out, magic...)
	out = append(out, byte(m.classes), byte(32-m.shift))
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.scale))
	for _, w := range m.weights {
		out = append(out, byte(w))
	}
	return out
}

// Decode reads what [Model.Encode] wrote.
func Decode(data []byte) (*Model, error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return nil, errFormat
	}
	classes, bits := int(data[len(magic)]), uint(data[len(magic)+1])
	if classes < 1 || bits < minBits || bits > maxBits {
		return nil, fmt.Errorf("%w: %d classes, %d bits", errFormat, classes, bits)
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32(data[len(magic)+2:]))
	if s := float64(scale); math.IsNaN(s) || math.IsInf(s, 0) || s <= 0 {
		return nil, fmt.Errorf("%w: scale %v", errFormat, scale)
	}
	body := data[headerSize:]
	if len(body) != classes<<bits {
		return nil, fmt.Errorf("%w: %d bytes of weights, want %d", errFormat, len(body), classes<<bits)
	}
	m := &Model{classes: classes, shift: 32 - bits, scale: scale, weights: make([]int8, len(body))}
	for i, b := range body {
		m.weights[i] = int8(b)
	}
	return m, nil
}

// quantise makes a model of weights in full precision, the largest of which
// becomes 127 steps.
func quantise(classes int, bits uint, weights []float64) *Model {
	largest := 0.0
	for _, w := range weights {
		largest = max(largest, math.Abs(w))
	}
	if largest == 0 {
		largest = 1
	}
	step := largest / 127
	m := &Model{classes: classes, shift: 32 - bits, scale: float32(step), weights: make([]int8, len(weights))}
	for i, w := range weights {
		m.weights[i] = int8(math.Round(w / step))
	}
	return m
}
