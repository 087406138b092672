package index

import "math"

// confidence is how sure it is that a statement answers the question, 0 to 1.
func (s *inquiry) confidence(r *scored) float64 {
	f := r.features
	return 1 / (1 + math.Exp(-(8*(0.5*f[covered]+0.5*f[inContext]) - 3.5)))
}
