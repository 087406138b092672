package reader

import "math"

// lanes is the number of partial sums in which numbers are added. It fixes their order for every implementation: lane i has
// the numbers i, i+8, i+16 …, and the lanes are added as a tree.
const lanes = 8

// tree adds the lanes.
func tree(s *[lanes]float32) float32 {
	a, b, c, d := s[0]+s[4], s[1]+s[5], s[2]+s[6], s[3]+s[7]
	return (a + c) + (b + d)
}

// total adds the numbers of x, whose length is a multiple of lanes.
func total(x []float32) float32 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for ; len(x) >= lanes; x = x[lanes:] {
		s0, s1, s2, s3 = s0+x[0], s1+x[1], s2+x[2], s3+x[3]
		s4, s5, s6, s7 = s4+x[4], s5+x[5], s6+x[6], s7+x[7]
	}
	return tree(&[lanes]float32{s0, s1, s2, s3, s4, s5, s6, s7})
}

// squares adds the squares of the distances of x from mean.
func squares(x []float32, mean float32) float32 {
	var s [lanes]float32
	for ; len(x) >= lanes; x = x[lanes:] {
		for i := range s {
			d := x[i] - mean
			s[i] += float32(d * d)
		}
	}
	return tree(&s)
}

// inner adds the products of a and b.
func inner(a, b []float32) float32 {
	var s [lanes]float32
	for ; len(a) >= lanes && len(b) >= lanes; a, b = a[lanes:], b[lanes:] {
		for i := range s {
			s[i] += float32(a[i] * b[i])
		}
	}
	return tree(&s)
}

// norm scales each token to mean 0 and spread 1, and then by learned numbers.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

// inverse returns 1 over the spread of numbers with that sum of squares.
func (n *norm) inverse(squares float32, length int) float32 {
	return float32(1 / math.Sqrt(float64(squares/float32(length)+n.epsilon)))
}

// unit scales x to length 1. A vector of zeros stays as it is.
func unit(x []float32) {
	length := squares(x, 0)
	if length == 0 {
		return
	}
	inverse := float32(1 / math.Sqrt(float64(length)))
	for i := range x {
		x[i] *= inverse
	}
}

// roundMagic rounds a float32 between -2^22 and 2^22 to the nearest integer, ties to even, when it is added: the integer is then in
// the low bits.
const roundMagic = 3 << 22

// round8 returns x, from -128 to 127, as an integer.
func round8(x float32) int8 { return int8(math.Float32bits(x + roundMagic)) }

// exp returns e^x with an error below 2 units in the last place, and 0 below -87. x is at most 88.
func exp(x float32) float32 {
	const (
		log2e   = 1.44269504088896341
		ln2High = 0.693359375
		ln2Low  = -2.12194440e-4
	)
	if x < -87 {
		return 0
	}
	z := float32(x*log2e) + roundMagic
	n := z - roundMagic
	r := x - float32(n*ln2High)
	r -= float32(n * ln2Low)
	p := float32(1.0 / 5040)
	for _, c := range [...]float32{1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5} {
		p = float32(p*r) + c
	}
	y := float32(float32(p*r)*r) + r
	power := math.Float32frombits((math.Float32bits(z) - math.Float32bits(roundMagic) + 127) << 23)
	return float32((y + 1) * power)
}

func tanh(x float32) float32 {
	if x < 0 {
		return -tanh(-x)
	}
	if x > 20 {
		return 1
	}
	e := exp(-2 * x)
	return (1 - e) / (1 + e)
}

// geluTable holds x·Φ(x), the activation function, in steps of 1/geluSteps from -geluRange to geluRange. The value at the nearest
// step is at most 1/450 away; the result is rounded to 8 bits anyway.
type geluTable [2 * geluRange * geluSteps]float32

const (
	geluRange = 8
	geluSteps = 256
)

func newGELU() *geluTable {
	t := new(geluTable)
	for i := range t {
		x := float64(i-len(t)/2) / geluSteps
		t[i] = float32(x * normal(x))
	}
	return t
}

// at returns x·Φ(x).
func (t *geluTable) at(x float32) float32 {
	if x >= geluRange-1 {
		return x
	}
	if x <= 1-geluRange {
		return 0
	}
	i := math.Float32bits(float32(x*geluSteps)+roundMagic) - math.Float32bits(roundMagic) + geluRange*geluSteps
	return t[i%uint32(len(t))]
}

// normal returns Φ(x), the part of the normal distribution below x, for |x| up to 8. Its series has only positive terms, so nothing is
// lost by cancelling; each product is rounded, so every machine gets the same bits.
func normal(x float64) float64 {
	const inverseRootTau = 0.39894228040143267794
	if x < 0 {
		return 1 - normal(-x)
	}
	square := float64(x * x)
	term, sum := x, x
	for n := 3.0; term > sum*1e-17; n += 2 {
		term = float64(term*square) / n
		sum += term
	}
	// e^(-square/2), by the series of e^y for a small y and 8 squarings.
	y := square / 512
	power, term := 1.0, 1.0
	for n := 1.0; n < 12; n++ {
		term = float64(term*y) / n
		power += term
	}
	for range 8 {
		power = float64(power * power)
	}
	return 0.5 + float64(float64(sum*inverseRootTau)/power)
}
