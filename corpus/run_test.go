package corpus_test

import (
	"testing"

	"verbatim/corpus"
)

func TestTallyString(t *testing.T) {
	tests := []struct {
		name string
		in   corpus.Tally
		want string
	}{
		{"nothing", corpus.Tally{}, "no articles"},
		{"news", corpus.Tally{New: 2, Changed: 1, Added: 31, Withdrawn: 2}, "2 articles new, 1 changed; 31 statements added, 2 withdrawn"},
		{"one of each", corpus.Tally{Gone: 1, Reworded: 1, Failed: 1}, "1 article gone; 1 statement reworded; 1 page could not be read"},
		{"nothing new", corpus.Tally{Unchanged: 40}, "40 articles unchanged"},
	}
	for _, tt := range tests {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
