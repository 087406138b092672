package linear

import (
	"fmt"
	"math"
)

// table has rows of weights in full precision.
type table struct {
	classes int
	bits    uint
	weights []float64
}

// newTable panics if the size is out of bounds, which is a mistake in the calling
// program.
func newTable(classes int, bits uint) table {
	if classes < 1 || classes > 255 || bits < minBits || bits > maxBits {
		panic(fmt.Sprintf("linear: %d classes, %d bits", classes, bits))
	}
	return table{classes: classes, bits: bits, weights: make([]float64, classes<<bits)}
}

func (t *table) index(f Feature, class int) int { return int(f>>(32-t.bits))*t.classes + class }

// Score is the sum of a class's present weights over features.
func (t *table) Score(features []Feature, class int) float64 {
	sum := 0.0
	for _, f := range features {
		sum += t.weights[t.index(f, class)]
	}
	return sum
}

// Logistic is a log-linear model in training by gradient steps whose length
// shrinks with a weight's past gradients (AdaGrad).
type Logistic struct {
	table
	rate, decay float64
	squares     []float64
}

// NewLogistic has a power of two of rows (bits from 4 to 22) for 1 to 255
// classes. Rate is the first step's length; decay pulls a weight towards zero
// by that share of it whenever it is touched (0 for none).
func NewLogistic(classes int, bits uint, rate, decay float64) *Logistic {
	return &Logistic{table: newTable(classes, bits), rate: rate, decay: decay, squares: make([]float64, classes<<bits)}
}

// Classify fits one example to its class, with a weight, and returns the
// probability that the class had before.
func (l *Logistic) Classify(features []Feature, class int, weight float64) float64 {
	p := make([]float64, l.classes)
	for c := range p {
		p[c] = l.Score(features, c)
	}
	if l.classes == 1 { // two-way: class 0 is "no", 1 is "yes"
		yes := 1 / (1 + math.Exp(-p[0]))
		l.descend(features, 0, weight*(yes-float64(class)))
		if class == 1 {
			return yes
		}
		return 1 - yes
	}
	softmax(p)
	for c := range p {
		g := p[c]
		if c == class {
			g--
		}
		l.descend(features, c, weight*g)
	}
	return p[class]
}

// Rank fits one choice among candidates, of which the true ones are right, with a
// weight. At least one must be right. It returns the probability that the right
// ones had before.
func (l *Logistic) Rank(candidates [][]Feature, right []bool, weight float64) float64 {
	p, sum := make([]float64, len(candidates)), 0.0
	for i, c := range candidates {
		p[i] = l.Score(c, 0)
	}
	softmax(p)
	for i, ok := range right {
		if ok {
			sum += p[i]
		}
	}
	for i, c := range candidates {
		g := p[i]
		if right[i] {
			g -= p[i] / max(sum, 1e-12)
		}
		l.descend(c, 0, weight*g)
	}
	return sum
}

// descend takes one step against a gradient g for every feature.
func (l *Logistic) descend(features []Feature, class int, g float64) {
	if math.Abs(g) < 1e-6 {
		return
	}
	for _, f := range features {
		i := l.index(f, class)
		d := g + float64(l.decay*l.weights[i])
		l.squares[i] += float64(d * d)
		l.weights[i] -= l.rate * d / (math.Sqrt(l.squares[i]) + 1e-3)
	}
}

// Model is the model with the present weights.
func (l *Logistic) Model() *Model { return quantise(l.classes, l.bits, l.weights) }

func softmax(p []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, x := range p {
		top = max(top, x)
	}
	for i, x := range p {
		p[i] = math.Exp(x - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// Order is a shuffle of 0 to n-1 that depends only on n and seed.
func Order(n int, seed uint64) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	x := seed*0x9e3779b97f4a7c15 + 1
	for i := n - 1; i > 0; i-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		j := int(x % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}
