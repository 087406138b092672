//go:build !purego

package reader

import "golang.org/x/sys/cpu"

// kernels returns the kernels that this machine can run, the fastest first.
func kernels() []kernel {
	var out []kernel
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX2 {
		out = append(out, kernel{"vnni", multiplyVNNI, avx2Steps})
	}
	if cpu.X86.HasAVX2 {
		out = append(out, kernel{"avx2", multiplyAVX2, avx2Steps})
	}
	return append(out, plain)
}

// multiplyVNNI multiplies 4 rows by 64 outputs at a time, and what remains by 16.
func multiplyVNNI(p product) {
	output := 0
	for ; output+64 <= p.outputs; output += 64 {
		for row := 0; row < p.rows; row += tile {
			vnni64(&p.sums[row*p.outputs+output], p.outputs, &p.values[row*p.depth], p.depth, &p.weights[output*p.depth], &p.totals[row])
		}
	}
	for ; output < p.outputs; output += 16 {
		for row := 0; row < p.rows; row += tile {
			vnni16(&p.sums[row*p.outputs+output], p.outputs, &p.values[row*p.depth], p.depth, &p.weights[output*p.depth], &p.totals[row])
		}
	}
}

// multiplyAVX2 multiplies 4 rows by 16 outputs at a time.
func multiplyAVX2(p product) {
	for output := 0; output < p.outputs; output += 16 {
		for row := 0; row < p.rows; row += tile {
			avx16(&p.sums[row*p.outputs+output], p.outputs, &p.values[row*p.depth], p.depth, &p.weights[output*p.depth])
		}
	}
}

// vnni64 multiplies 4 rows of values by 64 outputs. The instruction wants one factor without a sign, so it gets the weights plus 128;
// the sums begin at -128 times the totals to make up for that.
//
//go:noescape
func vnni64(sums *int32, stride int, values *int8, depth int, weights *byte, totals *int32)

// vnni16 does the same for 16 outputs.
//
//go:noescape
func vnni16(sums *int32, stride int, values *int8, depth int, weights *byte, totals *int32)

// avx16 multiplies 4 rows of values by 16 outputs. The instruction wants one factor without a sign, so the sign of each value moves to
// the weight; two products of numbers up to 127 fit into 16 bits.
//
//go:noescape
func avx16(sums *int32, stride int, values *int8, depth int, weights *byte)
