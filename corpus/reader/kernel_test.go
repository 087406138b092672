package reader

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernelsAgree multiplies random matrices, and matrices of the largest numbers, with every kernel that this machine can run, and
// compares with the definition.
func TestKernelsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, k := range kernels() {
		t.Run(k.name, func(t *testing.T) {
			for range 150 {
				checkKernel(t, k, random, 4*random.IntN(5), 16*(1+random.IntN(24)), 16*(1+random.IntN(9)), random.IntN(4) == 0)
			}
			checkKernel(t, k, random, 4, 1536, 384, true)
			checkKernel(t, k, random, 4, maxSide, 16, true)
		})
	}
}

func FuzzKernels(f *testing.F) {
	f.Add(uint64(1), uint8(1), uint8(2), uint8(3), false)
	f.Fuzz(func(t *testing.T, seed uint64, rows, depth, outputs uint8, extreme bool) {
		random := rand.New(rand.NewPCG(seed, 0))
		for _, k := range kernels() {
			checkKernel(t, k, random, 4*int(rows%16), 16*(1+int(depth%100)), 16*(1+int(outputs%20)), extreme)
		}
	})
}

// checkKernel compares a product with the definition, and sees that nothing behind the sums is written. The weights are
// taken from a matrix in rows, not in blocks, so the order of the blocks is tested too.
func checkKernel(t *testing.T, k kernel, random *rand.Rand, rows, depth, outputs int, extreme bool) {
	t.Helper()
	number := func() int { return random.IntN(255) - 127 }
	if extreme {
		number = func() int { return 127 - 254*random.IntN(2)*random.IntN(2) }
	}
	p := product{
		sums: make([]int32, rows*outputs+16), values: make([]int8, rows*depth), totals: make([]int32, rows), rows: rows, depth: depth,
		weights: make([]byte, outputs*depth), outputs: outputs,
	}
	for i := range p.values {
		p.values[i] = int8(number())
		p.totals[i/depth] += int32(p.values[i])
	}
	matrix := make([]int8, outputs*depth)
	for i := range matrix {
		matrix[i] = int8(number())
		n, d := i/depth, i%depth
		p.weights[(n/16*(depth/4)+d/4)*64+n%16*4+d%4] = byte(matrix[i])
	}
	want := make([]int32, len(p.sums))
	for i := range p.sums {
		p.sums[i], want[i] = -7, -7
	}
	for r := range rows {
		for n := range outputs {
			want[r*outputs+n] = 0
			for d := range depth {
				want[r*outputs+n] += int32(p.values[r*depth+d]) * int32(matrix[n*depth+d])
			}
		}
	}
	k.run(p)
	if !slices.Equal(p.sums, want) {
		t.Fatalf("%s: wrong sums for %d rows, depth %d, %d outputs", k.name, rows, depth, outputs)
	}
}

// TestStepsAgree compares the steps of every kernel with those in plain Go, bit for bit.
func TestStepsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, k := range kernels() {
		t.Run(k.name, func(t *testing.T) {
			for range 300 {
				checkSteps(t, k.steps, random, 16*(1+random.IntN(40)), float32(math.Exp(random.Float64()*14-7)))
			}
		})
	}
}

// checkSteps compares for n random numbers of about that size.
func checkSteps(t *testing.T, s steps, random *rand.Rand, n int, size float32) {
	t.Helper()
	numbers := func(size float32) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = float32(random.NormFloat64()) * size
		}
		return out
	}
	table := newGELU()
	x, scales, bias, sums := numbers(size), numbers(1), numbers(1), make([]int32, n)
	for i := range sums {
		sums[i] = int32(random.Uint32()) >> 6
	}
	compute := func(s steps) (out []float32) {
		y := slices.Clone(x)
		s.restore(y, sums, scales, bias, size)
		out = append(out, y...)
		s.add(y, sums, scales, bias, size)
		out = append(out, y...)
		copy(y, x)
		s.gelu(y, table)
		out = append(out, y...)
		copy(y, x)
		s.norm(y, &norm{scales, bias, 1e-12})
		most := s.largest(x)
		values := make([]int8, n)
		out = append(append(out, y...), most, float32(s.round(values, x, 127/most)))
		for _, v := range values {
			out = append(out, float32(v))
		}
		out = append(out, float32(s.soften(values, x)))
		for _, v := range values {
			out = append(out, float32(v))
		}
		return out
	}
	want := compute(plainSteps)
	for i, got := range compute(s) {
		if math.Float32bits(got) != math.Float32bits(want[i]) {
			t.Fatalf("%d numbers of size %v: result %d is %v, want %v", n, size, i, got, want[i])
		}
	}
}
