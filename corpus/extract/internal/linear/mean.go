package linear

// Mean is the mean of a Logistic's weights at several moments of its training. It
// is steadier than the weights at the end.
type Mean struct {
	classes int
	bits    uint
	count   int
	sum     []float64
}

// Add takes the present weights of a model in training, always the same one,
// into the mean.
func (m *Mean) Add(l *Logistic) {
	if m.sum == nil {
		m.classes, m.bits, m.sum = l.classes, l.bits, make([]float64, len(l.weights))
	}
	m.count++
	for i, w := range l.weights {
		m.sum[i] += w
	}
}

// Model is the model with the mean of all weights that were added; Add must
// have been called.
func (m *Mean) Model() *Model {
	mean := make([]float64, len(m.sum))
	for i, w := range m.sum {
		mean[i] = w / float64(m.count)
	}
	return quantise(m.classes, m.bits, mean)
}
