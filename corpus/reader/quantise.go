package reader

// rounded holds rows of activations as 8-bit numbers with a scale for each row.
type rounded struct {
	values []int8
	scales []float32
	totals []int32
}

// row rounds x into row i, whose length is len(x): the largest number becomes ±127.
func (r *rounded) row(k *kernel, i int, x []float32) {
	scale, inverse := scaleOf(k.steps.largest(x))
	r.scales[i], r.totals[i] = scale, k.steps.round(r.values[i*len(x):][:len(x)], x, inverse)
}

// pad clears the rows from number rows to the next multiple of tile, and returns that.
func (r *rounded) pad(rows, depth int) int {
	end := roundUp(rows, tile)
	clear(r.values[rows*depth : end*depth])
	clear(r.totals[rows:end])
	return end
}

// scaleOf returns the step between 8-bit numbers if the largest number is most, and its inverse. Numbers too small to matter become 0.
func scaleOf(most float32) (scale, inverse float32) {
	if most < 1e-30 {
		return 0, 0
	}
	return most / 127, 127 / most
}

// roundUp returns the smallest multiple of step that is at least n.
func roundUp(n, step int) int { return (n + step - 1) / step * step }

// dense is a layer of 8-bit weights with a scale for each output.
type dense struct {
	outputs, inputs int
	weights         []byte
	scales, bias    []float32
}

// multiply computes the sums of the layer for the first rows of s.in.
func (d *dense) multiply(k *kernel, s *scratch, rows int) {
	k.run(product{
		sums: s.sums, values: s.in.values, totals: s.in.totals, rows: s.in.pad(rows, d.inputs), depth: d.inputs,
		weights: d.weights, outputs: d.outputs,
	})
}

// restore writes the outputs for row i to out: the sums, scaled back, with the bias.
func (d *dense) restore(k *kernel, out []float32, s *scratch, i int) {
	k.steps.restore(out, s.sums[i*d.outputs:][:len(out)], d.scales, d.bias, s.in.scales[i])
}

// add adds the outputs for row i to out.
func (d *dense) add(k *kernel, out []float32, s *scratch, i int) {
	k.steps.add(out, s.sums[i*d.outputs:][:len(out)], d.scales, d.bias, s.in.scales[i])
}

// linear is a small layer of float32 weights.
type linear struct {
	inputs        int
	weights, bias []float32
}

// apply writes the outputs for x to out.
func (l *linear) apply(out, x []float32) {
	for i := range l.bias {
		out[i] = inner(l.weights[i*l.inputs:][:l.inputs], x) + l.bias[i]
	}
}
