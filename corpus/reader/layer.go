package reader

import "math"

// layer is a transformer layer: tokens look at each other, and then each is changed for itself.
type layer struct {
	heads    int
	mixed    dense // query, key and value
	joined   dense
	norm1    norm
	up, down dense
	norm2    norm
}

// apply changes the vectors x of all tokens of the sequences, which lie one after another without padding. If first is set, only
// the first token of each sequence is computed, and x has one vector for each sequence afterwards.
func (l *layer) apply(n *Network, s *scratch, sequences []sequence, first bool) {
	k, width, tokens := n.kernel, l.joined.outputs, 0
	for i := range sequences {
		tokens += len(sequences[i].ids)
	}
	for i := range tokens {
		s.in.row(k, i, s.x[i*width:][:width])
	}
	l.mixed.multiply(k, s, tokens)
	for i := range tokens {
		l.mixed.restore(k, s.y[i*3*width:][:3*width], s, i)
	}
	from, to := 0, 0
	for i := range sequences {
		all := len(sequences[i].ids)
		wanted := all
		if first {
			wanted = 1
			copy(s.x[to*width:][:width], s.x[from*width:][:width])
		}
		l.attend(k, s, from, all, to, wanted)
		from, to = from+all, to+wanted
	}
	tokens = to
	for i := range tokens {
		s.in.row(k, i, s.z[i*width:][:width])
	}
	l.joined.multiply(k, s, tokens)
	for i := range tokens {
		x := s.x[i*width:][:width]
		l.joined.add(k, x, s, i)
		k.steps.norm(x, &l.norm1)
	}
	l.feed(n, s, tokens)
}

// feed is the second half: up to the inner width, through the activation function, and down again.
func (l *layer) feed(n *Network, s *scratch, tokens int) {
	k, width, wide := n.kernel, l.down.outputs, l.up.outputs
	for i := range tokens {
		s.in.row(k, i, s.x[i*width:][:width])
	}
	l.up.multiply(k, s, tokens)
	for i := range tokens {
		y := s.y[:wide]
		l.up.restore(k, y, s, i)
		k.steps.gelu(y, n.gelu)
		s.in.row(k, i, y)
	}
	l.down.multiply(k, s, tokens)
	for i := range tokens {
		x := s.x[i*width:][:width]
		l.down.add(k, x, s, i)
		k.steps.norm(x, &l.norm2)
	}
}

// attend computes, for the first wanted tokens of a sequence, the mean of the values of all its tokens, weighed by how well query and
// key agree. The sequence begins at token from; the results begin at row to of z. Queries and
// keys are rounded to 8 bits for each token, values for each of their numbers over all tokens, and weights to 127 steps.
func (l *layer) attend(k *kernel, s *scratch, from, tokens, to, wanted int) {
	width := l.joined.outputs
	size := width / l.heads
	rows, depth := roundUp(wanted, tile), roundUp(tokens, 16)
	a := &s.attention
	for head := range l.heads {
		mixed := s.y[from*3*width+head*size:]
		for i := range wanted {
			a.query.row(k, i, mixed[i*3*width:][:size])
		}
		a.query.pad(wanted, size)
		a.setKeys(k, mixed[width:], tokens, 3*width, size)
		a.setValues(mixed[2*width:], tokens, 3*width, size)
		k.run(product{sums: a.sums, values: a.query.values, totals: a.query.totals, rows: rows, depth: size, weights: a.keys, outputs: depth})
		for i := range wanted {
			a.weigh(k, i, tokens, depth, size)
		}
		a.weights.pad(wanted, depth)
		k.run(product{sums: a.sums, values: a.weights.values, totals: a.weights.totals, rows: rows, depth: depth, weights: a.valued, outputs: size})
		for i := range wanted {
			out := s.z[(to+i)*width+head*size:][:size]
			inverse := 1 / float32(a.weights.totals[i])
			for j := range out {
				out[j] = float32(float32(float32(a.sums[i*size+j])*a.valueScales[j]) * inverse)
			}
		}
	}
}

// attention is the memory of one head for one sequence.
type attention struct {
	query, weights         rounded
	keys, valued           []byte // in the order of the kernels
	keyScales, valueScales []float32
	sums                   []int32
	row, zeros             []float32
}

// setKeys rounds the keys of the tokens.
func (a *attention) setKeys(k *kernel, x []float32, tokens, stride, size int) {
	clear(a.keys[:roundUp(tokens, 16)*size])
	for i := range tokens {
		key := x[i*stride:][:size]
		scale, inverse := scaleOf(k.steps.largest(key))
		a.keyScales[i] = scale
		out := a.keys[i/16*16*size+i%16*4:]
		for j, v := range key {
			out[j/4*64+j%4] = byte(round8(float32(v * inverse)))
		}
	}
}

// setValues rounds the values of the tokens.
func (a *attention) setValues(x []float32, tokens, stride, size int) {
	depth := roundUp(tokens, 16)
	clear(a.valued[:depth*size])
	scales := a.valueScales[:size]
	clear(scales)
	for i := range tokens {
		for j, v := range x[i*stride:][:size] {
			if v < 0 {
				v = -v
			}
			if v > scales[j] {
				scales[j] = v
			}
		}
	}
	inverses := a.row[:size]
	for j := range scales {
		scales[j], inverses[j] = scaleOf(scales[j])
	}
	for i := range tokens {
		out := a.valued[i/4*64+i%4:]
		for j, v := range x[i*stride:][:size] {
			out[j/16*16*depth+j%16*4] = byte(round8(float32(v * inverses[j])))
		}
	}
}

// weigh turns row i of the sums of queries and keys into weights: softmax, in 127 steps. Places behind the last token get 0.
func (a *attention) weigh(k *kernel, i, tokens, depth, size int) {
	row := a.row[:depth]
	k.steps.restore(row, a.sums[i*depth:][:depth], a.keyScales, a.zeros, a.query.scales[i]*float32(1/math.Sqrt(float64(size))))
	for j := tokens; j < depth; j++ {
		row[j] = -math.MaxFloat32
	}
	a.weights.totals[i] = k.steps.soften(a.weights.values[i*depth:][:depth], row)
}
