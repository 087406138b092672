package main

import "math"

// sample is the values of an answer's signs, and whether it is right.
type sample struct {
	signs []float64
	right bool
}

// fitLogistic fits the weights of a logistic regression by gradient descent with momentum and a little decay, from the weights that it
// is given.
func fitLogistic(samples []sample, w []float64, rounds int, decay float64) {
	speed, g := make([]float64, len(w)), make([]float64, len(w))
	for range rounds {
		clear(g)
		for _, s := range samples {
			sum := 0.0
			for k, v := range s.signs {
				sum += w[k] * v
			}
			d := -1 / (1 + math.Exp(-sum))
			if s.right {
				d++
			}
			for k, v := range s.signs {
				g[k] += d * v
			}
		}
		for k := range w {
			speed[k] = 0.95*speed[k] + g[k]/float64(len(samples)) - decay*w[k]
			w[k] += 0.3 * speed[k]
		}
	}
}
