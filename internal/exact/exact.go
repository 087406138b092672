// Package exact computes the exponential function and the logarithm with the same bits on every machine.
//
// Those of package math are in assembly for some processors and in Go for others, and one of them uses fused multiplication and
// addition if the processor has it. So their last bits differ. The functions of this package only add, multiply and divide, each
// product is rounded before it is added, and the results are less than 1 unit in the last place away from the true ones.
//
// The rest of a computation has to round its products too, by float64(x*y) + z: if the conversion is missing, a compiler may
// fuse the two.
package exact

import "math"

// ln2 in two parts. The first has 32 bits, so its product with a small integer is exact.
const (
	log2e   = 1 / math.Ln2
	ln2High = 0xb17217f8p-32
	ln2Low  = math.Ln2 - ln2High
)

// Arguments of Exp beyond which every result is +Inf or 0.
const (
	mostExp  = 709.79
	leastExp = -745.14
)

// Exp returns e to the power of x. Results that are too large are +Inf, and those that are too small are 0.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > mostExp:
		return math.Inf(1)
	case x < leastExp:
		return 0
	}
	// x is n*ln2 + r + rest, with r at most ln2/2 on either side of 0.
	n := math.Floor(float64(x*log2e) + 0.5)
	high, low := x-float64(n*ln2High), float64(n*ln2Low)
	r := high - low
	rest := (high - r) - low
	// The terms of the series from r*r/2 on. They are added to 1+r with the part that was lost when r was added to 1.
	tail := float64(float64(r*r) * series(r))
	sum := 1 + r
	lost := r - (sum - 1)
	return times2(sum+(lost+(rest+float64(rest*r)+tail)), int(n))
}

// series returns 1/2! + r/3! + r²/4! …, which is enough if r is at most ln2/2.
func series(r float64) float64 {
	const (
		f3  = 1.0 / 6
		f4  = f3 / 4
		f5  = f4 / 5
		f6  = f5 / 6
		f7  = f6 / 7
		f8  = f7 / 8
		f9  = f8 / 9
		f10 = f9 / 10
		f11 = f10 / 11
		f12 = f11 / 12
		f13 = f12 / 13
		f14 = f13 / 14
	)
	square := float64(r * r)
	even := float64(square*(f12+float64(square*f14))) + f10
	even = float64(square*(float64(square*even)+f8)) + f6
	even = float64(square*(float64(square*even)+f4)) + 0.5
	odd := float64(square*(f11+float64(square*f13))) + f9
	odd = float64(square*(float64(square*odd)+f7)) + f5
	odd = float64(square*odd) + f3
	return even + float64(r*odd)
}

// times2 returns x times 2 to the power of n, for n from -1076 to 1024. It multiplies in two steps, since 2 to the power of n may
// not be a float64. The first is exact.
func times2(x float64, n int) float64 {
	half := n / 2
	return x * power2(half) * power2(n-half)
}

// power2 returns 2 to the power of n, for n from -1022 to 1023.
func power2(n int) float64 {
	return math.Float64frombits(uint64(n+1023) << 52) //nolint:gosec // n+1023 is not negative
}

// Log returns the natural logarithm of x: -Inf for 0, and NaN for a negative number.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	fraction, exponent := math.Frexp(x)
	if fraction < math.Sqrt2/2 {
		fraction *= 2
		exponent--
	}
	// The logarithm of 1+f is 2s + 2s³/3 + 2s⁵/5 …, with s = f/(2+f), which is at most 0.172. 2s is f - half + s*half, with half =
	// f*f/2, of which f is exact.
	f := fraction - 1
	s := f / (2 + f)
	square := float64(s * s)
	tail := 2.0 / 21
	for _, c := range [...]float64{2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3} {
		tail = float64(square*tail) + c
	}
	half := float64(float64(f*f) * 0.5)
	n := float64(exponent)
	small := float64(s*(half+float64(square*tail))) + float64(n*ln2Low)
	return float64(n*ln2High) - ((half - small) - f)
}

// Logistic returns 1/(1+e^-x), the probability whose odds have the logarithm x.
func Logistic(x float64) float64 { return 1 / (1 + Exp(-x)) }
