package exact

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// precision is the number of bits of the numbers that results are compared with.
const precision = 200

// bigExp returns e^x by its series, for x/2^20 with 20 squarings.
func bigExp(x float64) *big.Float {
	small := new(big.Float).SetPrec(precision).SetFloat64(x)
	small.SetMantExp(small, -20)
	sum, term := big.NewFloat(1).SetPrec(precision), big.NewFloat(1).SetPrec(precision)
	for n := 1; n < 40; n++ {
		term.Mul(term, small)
		term.Quo(term, new(big.Float).SetPrec(precision).SetInt64(int64(n)))
		sum.Add(sum, term)
	}
	for range 20 {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog returns the logarithm of x by Newton's method from the one of package math.
func bigLog(x float64) *big.Float {
	y := math.Log(x)
	// log x = y + log(x/e^y), and the last is of a number near 1.
	d := new(big.Float).SetPrec(precision).SetFloat64(x)
	d.Quo(d, bigExp(y))
	d.Sub(d, big.NewFloat(1))
	// log(1+d) = d - d²/2 + d³/3.
	square := new(big.Float).SetPrec(precision).Mul(d, d)
	cube := new(big.Float).SetPrec(precision).Mul(square, d)
	sum := new(big.Float).SetPrec(precision).SetFloat64(y)
	sum.Add(sum, d)
	sum.Sub(sum, square.Quo(square, big.NewFloat(2)))
	return sum.Add(sum, cube.Quo(cube, big.NewFloat(3)))
}

// units returns how far got is from want in units of the last place of want.
func units(got float64, want *big.Float) float64 {
	nearest, _ := want.Float64()
	unit := math.Nextafter(math.Abs(nearest), math.Inf(1)) - math.Abs(nearest)
	d := new(big.Float).SetPrec(precision).SetFloat64(got)
	d.Sub(d, want)
	d.Quo(d, new(big.Float).SetFloat64(unit))
	out, _ := d.Float64()
	return math.Abs(out)
}

func TestExpIsNearTheTruth(t *testing.T) {
	random, worst := rand.New(rand.NewPCG(1, 2)), 0.0
	try := func(x float64) {
		off := units(Exp(x), bigExp(x))
		worst = max(worst, off)
		if off > 0.6 {
			t.Errorf("Exp(%v) is %v, %.3f units in the last place away from the truth", x, Exp(x), off)
		}
	}
	for range 500 {
		try(random.NormFloat64() * 5)
		try(random.Float64()*1400 - 700)
		try(math.Ldexp(random.Float64(), -random.IntN(60)))
	}
	for n := -40.0; n < 40; n++ { // where the integer changes
		try((n + 0.5) * math.Ln2)
		try(math.Nextafter((n+0.5)*math.Ln2, 0))
	}
	t.Logf("at most %.3f units", worst)
}

func TestLogIsNearTheTruth(t *testing.T) {
	random, worst := rand.New(rand.NewPCG(3, 4)), 0.0
	try := func(x float64) {
		if x == 1 {
			return // exactly 0
		}
		off := units(Log(x), bigLog(x))
		worst = max(worst, off)
		if off > 0.9 {
			t.Errorf("Log(%v) is %v, %.3f units in the last place away from the truth", x, Log(x), off)
		}
	}
	for range 500 {
		try(random.Float64() * 2)
		try(random.Float64() * 1e6)
		try(math.Ldexp(1+random.Float64(), random.IntN(2000)-1000))
		try(1 + math.Ldexp(random.Float64()-0.5, -random.IntN(50)))
	}
	for n := -5; n < 5; n++ { // where the exponent changes
		edge := math.Ldexp(math.Sqrt2, n)
		try(edge)
		try(math.Nextafter(edge, 0))
		try(math.Nextafter(edge, 9e9))
	}
	t.Logf("at most %.3f units", worst)
}

func TestEdges(t *testing.T) {
	inf, tiny := math.Inf(1), math.SmallestNonzeroFloat64
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(1)", Exp(1), math.E},
		{"Exp(-0)", Exp(math.Copysign(0, -1)), 1},
		{"Exp(+Inf)", Exp(inf), inf},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(709.78)", Exp(709.78), 1.7928227943945155e308},
		{"Exp(709.785)", Exp(709.785), inf},
		{"Exp(1e300)", Exp(1e300), inf},
		{"Exp(-1e300)", Exp(-1e300), 0},
		{"Exp(-745.13)", Exp(-745.13), tiny},
		{"Exp(-745.135)", Exp(-745.135), 0},
		{"Exp(-1e-300)", Exp(-1e-300), 1},
		{"Log(1)", Log(1), 0},
		{"Log(2)", Log(2), math.Ln2},
		{"Log(0)", Log(0), -inf},
		{"Log(-0)", Log(math.Copysign(0, -1)), -inf},
		{"Log(+Inf)", Log(inf), inf},
		{"Log of the largest", Log(math.MaxFloat64), 709.782712893384},
		{"Log(1e-320)", Log(1e-320), -736.8272408909739},
		{"Log of the smallest", Log(tiny), -744.4400719213812},
		{"Logistic(0)", Logistic(0), 0.5},
		{"Logistic(800)", Logistic(800), 1},
		{"Logistic(-800)", Logistic(-800), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
	for name, got := range map[string]float64{
		"Exp(NaN)": Exp(math.NaN()), "Log(NaN)": Log(math.NaN()), "Log(-1)": Log(-1), "Log(-Inf)": Log(-inf), "Logistic(NaN)": Logistic(math.NaN()),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s is %v, want NaN", name, got)
		}
	}
}

// Every machine computes these bits. The test also runs for other processors in an emulator.
func TestBits(t *testing.T) {
	h, random := sha256.New(), rand.New(rand.NewPCG(5, 6))
	write := func(x float64) { _ = binary.Write(h, binary.LittleEndian, math.Float64bits(x)) }
	for range 20000 {
		x := float64(random.Float64()*60) - 30
		write(Exp(x))
		write(Logistic(x))
		write(Log(math.Ldexp(1+random.Float64(), random.IntN(40)-20)))
	}
	const want = "69b634decc21be1f"
	if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
		t.Errorf("the digest of the results is %s, want %s", got, want)
	}
}

// A clearly larger number never has a smaller result, and results are near those of package math.
func FuzzExpAndLog(f *testing.F) {
	for _, x := range []float64{0, 1, -1, 0.5, 700, -745, 1e-320, 0.7071067811865476, 1.4142135623730951, math.MaxFloat64} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, x float64) {
		if math.IsNaN(x) {
			t.Skip()
		}
		near := func(name string, got, want float64) {
			if got != want && math.Abs(got-want) > 5e-16*math.Abs(want)+math.SmallestNonzeroFloat64 {
				t.Errorf("%s(%v) is %v, far from %v", name, x, got, want)
			}
		}
		near("Exp", Exp(x), math.Exp(x))
		if math.Abs(x) > 1e-300 { // math.Log is wrong for the smallest numbers on some processors
			near("Log", Log(math.Abs(x)), math.Log(math.Abs(x)))
		}
		if p, q := Logistic(x), Logistic(-x); p < 0 || p > 1 || math.Abs(p+q-1) > 3e-16 {
			t.Errorf("Logistic(±%v) are %v and %v", x, p, q)
		}
		more := x + max(math.Abs(x), 1)*1e-14
		if Exp(more) < Exp(x) {
			t.Errorf("Exp falls between %v and %v", x, more)
		}
		if x > 0 && Log(more) < Log(x) {
			t.Errorf("Log falls between %v and %v", x, more)
		}
	})
}

func BenchmarkExp(b *testing.B) {
	for b.Loop() {
		Exp(-1.25)
	}
}

func BenchmarkLog(b *testing.B) {
	for b.Loop() {
		Log(1234.5)
	}
}
