package reader

import "math"

// Pack returns the vector in 4 bits for each number, for storing: two numbers in a byte, the earlier one in the lower half. A half of
// value c means 2c-15. There is no scale, since a vector has length 1. The step is chosen, in integers, so that the error is least.
func (v Vector) Pack() []byte {
	best, bestError := int32(1), int64(math.MaxInt64)
	for most := int32(48); most <= 128; most += 4 {
		var sum int64
		for _, x := range v.Values {
			d := int64(16*int32(x) - (2*half(x, most)-15)*most)
			sum += d * d
		}
		if sum < bestError {
			best, bestError = most, sum
		}
	}
	out := make([]byte, (len(v.Values)+1)/2)
	for i, x := range v.Values {
		out[i/2] |= byte(half(x, best) << (i % 2 * 4))
	}
	return out
}

// half returns the 4-bit cell of x if the 16 cells reach from -most to most.
func half(x int8, most int32) int32 {
	return min(max((int32(x)+most)*8/most, 0), 15)
}

// Unpack returns the vector that Pack packed, with an even number of numbers.
func Unpack(packed []byte) Vector {
	v := Vector{Values: make([]int8, 2*len(packed))}
	var squares int32
	for i, b := range packed {
		low, high := int32(2*(b&15))-15, int32(2*(b>>4))-15
		v.Values[2*i], v.Values[2*i+1] = int8(low), int8(high)
		squares += low*low + high*high
	}
	if squares > 0 {
		v.Scale = float32(1 / math.Sqrt(float64(squares)))
	}
	return v
}
