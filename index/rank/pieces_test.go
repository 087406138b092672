package rank

import (
	"strings"
	"testing"

	"verbatim/index/wording"
)

func TestPiecesOfAMessage(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"one", "The mill grinds barley.", 1},
		{"two", "The mill grinds barley. The ferry sails to the island.", 2},
		{"a short one goes with the next", "Well. The mill grinds barley.", 1},
		{"lines", "the mill grinds barley\nthe ferry sails at noon", 2},
		{"a long one is cut", strings.Repeat("mill barley ", 20), 2},
		{"points within words", "The U.S. mill grinds 3.5 tons.", 1},
		{"nothing to search for", "and then of the", 0},
	}
	stems := wording.NewStemmer()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Pieces(tt.text, stems); len(got) != tt.want {
				t.Errorf("got %d pieces of %q, want %d", len(got), tt.text, tt.want)
			}
		})
	}
}
