package reader

import "math"

// steps are what happens between multiplications of matrices, for one token at a time. Lengths are multiples of 16.
type steps struct {
	// restore sets out to sums times scale times scales, plus bias. add adds that to out.
	restore, add func(out []float32, sums []int32, scales, bias []float32, scale float32)
	// largest returns the largest absolute value in x.
	largest func(x []float32) float32
	// round sets values to x times inverse, rounded, and returns their sum.
	round func(values []int8, x []float32, inverse float32) int32
	// gelu applies the activation function to x.
	gelu func(x []float32, t *geluTable)
	// soften sets values to e^(x-most), in steps of 1/127, where most is the largest number in x, and returns their sum.
	soften func(values []int8, x []float32) int32
	// norm scales x to mean 0 and spread 1, and then by the numbers of n.
	norm func(x []float32, n *norm)
}

// plainSteps are the steps for every machine.
var plainSteps = steps{
	restore: restorePlain, add: addPlain, largest: largestPlain, round: roundPlain, gelu: geluPlain, soften: softenPlain, norm: normPlain,
}

func restorePlain(out []float32, sums []int32, scales, bias []float32, scale float32) {
	sums, scales, bias = sums[:len(out)], scales[:len(out)], bias[:len(out)]
	for j := range out {
		out[j] = float32(float32(sums[j])*float32(scale*scales[j])) + bias[j]
	}
}

func addPlain(out []float32, sums []int32, scales, bias []float32, scale float32) {
	sums, scales, bias = sums[:len(out)], scales[:len(out)], bias[:len(out)]
	for j := range out {
		out[j] += float32(float32(sums[j])*float32(scale*scales[j])) + bias[j]
	}
}

// largestPlain uses that absolute values are ordered as their bits if there is no NaN.
func largestPlain(x []float32) float32 {
	var most uint32
	for _, v := range x {
		most = max(most, math.Float32bits(v)&^(1<<31))
	}
	return math.Float32frombits(most)
}

func roundPlain(values []int8, x []float32, inverse float32) int32 {
	values = values[:len(x)]
	var sum int32
	for j, v := range x {
		q := round8(float32(v * inverse))
		values[j] = q
		sum += int32(q)
	}
	return sum
}

func geluPlain(x []float32, t *geluTable) {
	for j, v := range x {
		x[j] = t.at(v)
	}
}

func softenPlain(values []int8, x []float32) int32 {
	values = values[:len(x)]
	most := x[0]
	for _, v := range x {
		// The builtin max is slower, since it cares for NaN.
		if v > most {
			most = v
		}
	}
	var sum int32
	for j, v := range x {
		q := round8(float32(exp(v-most) * 127))
		values[j] = q
		sum += int32(q)
	}
	return sum
}

func normPlain(x []float32, n *norm) {
	mean := total(x) / float32(len(x))
	inverse := n.inverse(squares(x, mean), len(x))
	gain, bias := n.gain[:len(x)], n.bias[:len(x)]
	for i := range x {
		x[i] = float32(float32((x[i]-mean)*inverse)*gain[i]) + bias[i]
	}
}
