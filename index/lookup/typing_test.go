package lookup

import "testing"

func TestTypingCost(t *testing.T) {
	tests := []struct {
		typed, meant string
		cost         float64
	}{
		{"kessler", "kessler", 0},
		{"kesler", "kessler", costDoubled},
		{"kesslre", "kessler", costTransposed},
		{"kassler", "kessler", costSound},
		{"cessler", "kessler", costSound},
		{"essler", "kessler", 1 + costFirst},
		{"xessler", "kessler", 1 + costFirst},
		{"kesslxr", "kessler", 1},
		{"rhea", "rea", costSilent},
		{"", "ab", 2 + costFirst},
	}
	for _, tt := range tests {
		got, back := typingCost(tt.typed, tt.meant), typingCost(tt.meant, tt.typed)
		if diff := got - tt.cost; diff > 1e-9 || diff < -1e-9 || back != got {
			t.Errorf("%s for %s costs %.2f, the other way round %.2f, want %.2f", tt.typed, tt.meant, got, back, tt.cost)
		}
	}
}

func FuzzTypingCost(f *testing.F) {
	f.Add("kessler", "kesler")
	f.Add("", "é")
	f.Fuzz(func(t *testing.T, a, b string) {
		cost := typingCost(a, b)
		if cost < 0 || typingCost(a, a) != 0 && len(a) <= longestTyped {
			t.Errorf("%q for %q costs %.2f, for itself %.2f", a, b, cost, typingCost(a, a))
		}
	})
}
