package document

import (
	"testing"

	"verbatim/corpus"
)

func TestID(t *testing.T) {
	tests := []struct {
		name, text string
		same       []bool // which of its statements' ids can be made again
	}{
		{"plain", "It rained. The match went on.", []bool{true, true}},
		{"quotation", "“It rained,” Ann Lee said. Nobody ‘minded’.", []bool{true, true}},
		{"the same words again", "It rained. The match went on. It rained.", []bool{true, true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			statements := outlineOf(corpus.Article{ID: "a", Language: "en", Text: tt.text})
			if len(statements) != len(tt.same) {
				t.Fatalf("got %d statements, want %d", len(statements), len(tt.same))
			}
			for i, s := range statements {
				if got := ID("a", s.Text) == s.ID; got != tt.same[i] {
					t.Errorf("%q: ID gives the same: %t, want %t", s.Text, got, tt.same[i])
				}
				if ID("b", s.Text) == s.ID {
					t.Errorf("%q has the same id in another article", s.Text)
				}
			}
		})
	}
}
