//go:build !purego

package reader

// avx2Steps are the steps for 8 numbers at a time.
var avx2Steps = steps{
	restore: func(out []float32, sums []int32, scales, bias []float32, scale float32) {
		n := fit(len(out), len(sums), len(scales), len(bias))
		restoreAVX2(&out[0], &sums[0], &scales[0], &bias[0], scale, n)
	},
	add: func(out []float32, sums []int32, scales, bias []float32, scale float32) {
		n := fit(len(out), len(sums), len(scales), len(bias))
		addAVX2(&out[0], &sums[0], &scales[0], &bias[0], scale, n)
	},
	largest: func(x []float32) float32 { return largestAVX2(&x[0], fit(len(x))) },
	round: func(values []int8, x []float32, inverse float32) int32 {
		if len(x)%32 != 0 {
			return roundPlain(values, x, inverse)
		}
		return roundAVX2(&values[0], &x[0], fit(len(x), len(values)), inverse)
	},
	gelu: func(x []float32, t *geluTable) { geluAVX2(&x[0], fit(len(x)), t) },
	soften: func(values []int8, x []float32) int32 {
		return softAVX2(&values[0], &x[0], fit(len(x), len(values)))
	},
	norm: func(x []float32, n *norm) {
		length := fit(len(x), len(n.gain), len(n.bias))
		mean := totalAVX2(&x[0], length) / float32(length)
		inverse := n.inverse(squaresAVX2(&x[0], length, mean), length)
		shiftAVX2(&x[0], &n.gain[0], &n.bias[0], length, mean, inverse)
	},
}

// fit returns n, the numbers that a function in assembly goes through, if all the others have as many.
func fit(n int, others ...int) int {
	for _, o := range others {
		if o < n {
			panic("reader: numbers do not fit")
		}
	}
	if n <= 0 || n%16 != 0 {
		panic("reader: numbers do not fit")
	}
	return n
}

//go:noescape
func restoreAVX2(out *float32, sums *int32, scales, bias *float32, scale float32, n int)

//go:noescape
func addAVX2(out *float32, sums *int32, scales, bias *float32, scale float32, n int)

//go:noescape
func largestAVX2(x *float32, n int) float32

//go:noescape
func roundAVX2(values *int8, x *float32, n int, inverse float32) int32

//go:noescape
func geluAVX2(x *float32, n int, table *geluTable)

//go:noescape
func softAVX2(values *int8, x *float32, n int) int32

//go:noescape
func totalAVX2(x *float32, n int) float32

//go:noescape
func squaresAVX2(x *float32, n int, mean float32) float32

//go:noescape
func shiftAVX2(x, gain, bias *float32, n int, mean, inverse float32)
