package reader

import "sync"

// packTokens is the number of tokens that are computed together, unless a single sequence has more. Their activations stay in the second
// cache, and the weights are read once for all of them.
const packTokens = 128

// scratch is the memory for one pack of sequences.
type scratch struct {
	tokens, longest int
	x, z            []float32 // width for each token
	y               []float32 // three times width for each token
	sums            []int32
	in              rounded
	attention       attention
}

// pool keeps scratch memory for reuse.
type pool struct{ free sync.Pool }

// get returns memory for so many tokens, of which one sequence has at most longest.
func (p *pool) get(shape shape, tokens, longest int) *scratch {
	s, ok := p.free.Get().(*scratch)
	if !ok || s.tokens < tokens || s.longest < longest {
		s = newScratch(shape, max(tokens, packTokens), max(longest, 64))
	}
	return s
}

func (p *pool) put(s *scratch) { p.free.Put(s) }

func newScratch(shape shape, tokens, longest int) *scratch {
	width, wide := shape.Width, max(shape.Inner, 3*shape.Width)
	rows, depth, size := roundUp(tokens, tile), roundUp(longest, 16), shape.Width/shape.Heads
	floats := func(n int) []float32 { return make([]float32, n) }
	return &scratch{
		tokens: rows, longest: depth,
		x: floats(rows * width), z: floats(rows * width), y: floats(max(rows*3*width, wide)),
		sums: make([]int32, rows*wide),
		in:   newRounded(rows, wide),
		attention: attention{
			query: newRounded(depth, size), weights: newRounded(depth, depth),
			keys: make([]byte, depth*size), valued: make([]byte, depth*size),
			keyScales: floats(depth), valueScales: floats(size), row: floats(max(depth, size)), zeros: floats(depth),
			sums: make([]int32, depth*max(depth, size)),
		},
	}
}

func newRounded(rows, depth int) rounded {
	return rounded{values: make([]int8, rows*depth), scales: make([]float32, rows), totals: make([]int32, rows)}
}
