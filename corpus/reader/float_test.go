package reader

import (
	"math"
	"testing"
)

func TestExp(t *testing.T) {
	for x := float32(-86.5); x < 88; x += 0.0071 {
		want := math.Exp(float64(x))
		if got := float64(exp(x)); math.Abs(got-want) > 3e-7*want {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	if exp(0) != 1 || exp(-1000) != 0 || exp(float32(math.Inf(-1))) != 0 {
		t.Error("exp is wrong at 0 or far below")
	}
}

func TestTanh(t *testing.T) {
	for x := float32(-30); x < 30; x += 0.0037 {
		if got, want := float64(tanh(x)), math.Tanh(float64(x)); math.Abs(got-want) > 2e-7 {
			t.Fatalf("tanh(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestGELU(t *testing.T) {
	table := newGELU()
	for x := float32(-12); x < 12; x += 0.00137 {
		want := float64(x) * 0.5 * math.Erfc(-float64(x)/math.Sqrt2)
		if got := float64(table.at(x)); math.Abs(got-want) > 1.0/450 {
			t.Fatalf("at(%v) = %v, want %v", x, got, want)
		}
	}
	for x := -7.9; x < 8; x += 0.01 {
		if got, want := normal(x), 0.5*math.Erfc(-x/math.Sqrt2); math.Abs(got-want) > 1e-13 {
			t.Fatalf("normal(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestNorm(t *testing.T) {
	x := make([]float32, 48)
	n := norm{gain: make([]float32, 48), bias: make([]float32, 48), epsilon: 1e-12}
	var mean, spread float64
	for i := range x {
		x[i], n.gain[i], n.bias[i] = float32(i*i%31), 2, float32(i)
		mean += float64(x[i]) / 48
	}
	for _, v := range x {
		spread += (float64(v) - mean) * (float64(v) - mean) / 48
	}
	before := append([]float32(nil), x...)
	normPlain(x, &n)
	for i, v := range before {
		if want := (float64(v)-mean)/math.Sqrt(spread)*2 + float64(i); math.Abs(float64(x[i])-want) > 1e-5 {
			t.Fatalf("number %d is %v, want %v", i, x[i], want)
		}
	}
}

func TestRoundedRow(t *testing.T) {
	r := newRounded(2, 4)
	r.row(&plain, 1, []float32{0.5, -2, 1, 0})
	if got := [4]int8(r.values[4:8]); got != [4]int8{32, -127, 64, 0} || r.totals[1] != 32-127+64 || r.scales[1] != 2.0/127 {
		t.Errorf("rounded to %v, total %d, scale %v", got, r.totals[1], r.scales[1])
	}
	r.row(&plain, 0, make([]float32, 4))
	if got := [4]int8(r.values[:4]); got != [4]int8{} || r.scales[0] != 0 {
		t.Errorf("zeros are rounded to %v, scale %v", got, r.scales[0])
	}
}
