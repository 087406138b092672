//go:build !purego

package reader

import "golang.org/x/sys/cpu"

// kernels returns the kernels that this machine can run, the fastest first.
func kernels() []kernel {
	out := []kernel{{"smull", multiplySMULL, plainSteps}, plain}
	if cpu.ARM64.HasASIMDDP {
		out = append([]kernel{{"sdot", multiplySDOT, plainSteps}}, out...)
	}
	return out
}

// multiplySDOT multiplies 4 rows by 16 outputs at a time.
func multiplySDOT(p product) {
	for output := 0; output < p.outputs; output += 16 {
		for row := 0; row < p.rows; row += tile {
			sdot16(&p.sums[row*p.outputs+output], p.outputs, &p.values[row*p.depth], p.depth, &p.weights[output*p.depth])
		}
	}
}

// multiplySMULL multiplies 2 rows by 16 outputs at a time.
func multiplySMULL(p product) {
	for output := 0; output < p.outputs; output += 16 {
		for row := 0; row < p.rows; row += 2 {
			smull16(&p.sums[row*p.outputs+output], p.outputs, &p.values[row*p.depth], p.depth, &p.weights[output*p.depth])
		}
	}
}

// sdot16 multiplies 4 rows of values by 16 outputs.
//
//go:noescape
func sdot16(sums *int32, stride int, values *int8, depth int, weights *byte)

// smull16 multiplies 2 rows of values by 16 outputs, on processors without the instruction that sdot16 uses.
//
//go:noescape
func smull16(sums *int32, stride int, values *int8, depth int, weights *byte)
