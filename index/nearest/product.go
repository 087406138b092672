package nearest

import "math"

// product returns the inner product with a packed vector. A half of value c means 2c-15, as in reader.Unpack.
func (q *query) product(packed []byte) float32 {
	low, high := q.low[:len(packed)], q.high[:len(packed)]
	var weighed, cells, squares int32
	for i, b := range packed {
		x, y := int32(b&15), int32(b>>4)
		weighed += x*low[i] + y*high[i]
		cells += x + y
		squares += x*x + y*y
	}
	n := int32(2 * len(packed))
	length := 4*squares - 60*cells + 225*n
	scale := float32(1 / math.Sqrt(float64(length)))
	return float32(float32(2*weighed-15*q.sum)*q.scale) * scale
}
