package reader

// tile is the number of tokens that a kernel multiplies at once. Buffers have room for a multiple of it.
const tile = 4

// product is a multiplication of 8-bit matrices: sums[row*outputs+output] is the sum of values[row*depth+k] times the weight of
// output and k.
type product struct {
	sums []int32
	// values has rows times depth numbers from -127 to 127; rows is a multiple of tile, depth of 16.
	values []int8
	// totals has the sum of each row of values.
	totals      []int32
	rows, depth int
	// weights has outputs times depth numbers from -127 to 127, in blocks of 16 outputs by 4 of depth; outputs is a multiple of 16.
	weights []byte
	outputs int
}

// kernel computes what takes most of the time. All kernels give the same bits: the sums of products are integers, and the steps between
// them compute each number in the same order.
type kernel struct {
	name     string
	multiply func(p product)
	steps    steps
}

// run checks the lengths, on which kernels in assembly rely.
func (k *kernel) run(p product) {
	if p.rows%tile != 0 || p.depth%16 != 0 || p.outputs%16 != 0 || p.depth <= 0 || len(p.sums) < p.rows*p.outputs ||
		len(p.values) < p.rows*p.depth || len(p.totals) < p.rows || len(p.weights) < p.outputs*p.depth {
		panic("reader: matrices do not fit")
	}
	if p.rows > 0 && p.outputs > 0 {
		k.multiply(p)
	}
}

// plain is the kernel for every machine.
var plain = kernel{"plain", multiplyPlain, plainSteps}

// plainDepth is how much of the depth is unpacked at once: little enough for the stack and for the first cache.
const plainDepth = 64

// multiplyPlain packs the weights of two outputs, 32 bits apart, into an int64. One multiplication then does the work of two.
func multiplyPlain(p product) {
	clear(p.sums[:p.rows*p.outputs])
	var pairs [plainDepth][8]int64
	for output := 0; output < p.outputs; output += 16 {
		block := p.weights[output*p.depth : (output+16)*p.depth]
		for from := 0; from < p.depth; from += plainDepth {
			n := min(plainDepth, p.depth-from)
			for k := range n {
				four := block[(from+k)/4*64+k%4:]
				for j := range pairs[k] {
					pairs[k][j] = int64(int8(four[j*4])) + int64(int8(four[(j+8)*4]))<<32
				}
			}
			for row := range p.rows {
				addPairs(p.sums[row*p.outputs+output:][:16], p.values[row*p.depth+from:][:n], pairs[:n])
			}
		}
	}
}

// addPairs adds the products of values with pairs of weights to 16 sums.
func addPairs(sums []int32, values []int8, pairs [][8]int64) {
	var s0, s1, s2, s3, s4, s5, s6, s7 int64
	for k, v := range values {
		w, x := &pairs[k], int64(v)
		s0, s1, s2, s3 = s0+w[0]*x, s1+w[1]*x, s2+w[2]*x, s3+w[3]*x
		s4, s5, s6, s7 = s4+w[4]*x, s5+w[5]*x, s6+w[6]*x, s7+w[7]*x
	}
	for j, s := range [8]int64{s0, s1, s2, s3, s4, s5, s6, s7} {
		low := int32(s)
		sums[j] += low
		sums[j+8] += int32((s - int64(low)) >> 32)
	}
}
