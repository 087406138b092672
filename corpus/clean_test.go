package corpus_test

import (
	"testing"

	"verbatim/corpus"
)

func TestCleanDropsWhatDoesNotShow(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "a b", "a b"},
		{"direction overrides", "a\u202Eb\u202C\u2066c\u2069\u200F", "abc"},
		{"zero width", "a\u200Bb\uFEFFc\u2060d\u00ADe", "abcde"},
		{"joiners stay", "می\u200Cخواهم", "می\u200Cخواهم"},
		{"control characters", "a\x00b\x1b[31mc\u009Bd", "ab[31mcd"},
		{"line ends", "a\r\nb\rc\u2028d\u2029e\u0085f", "a\nb\nc\nd\ne\nf"},
		{"odd spaces", "a\tb\u00A0c\vd", "a b c d"},
		{"broken UTF-8", "a\xffb", "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := corpus.Clean(tt.in); got != tt.want {
				t.Errorf("corpus.Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
