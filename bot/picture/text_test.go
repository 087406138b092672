package picture

import (
	"slices"
	"strings"
	"testing"
)

func TestUnits(t *testing.T) {
	tests := []struct {
		name string
		runs []string // every second is strong
		want string   // units between bars, colours between dots, / for the end of a paragraph
	}{
		{"words", []string{"one two  three "}, "one|two|three"},
		{"colours within a word", []string{"“", "One two", ",” he said."}, "“·One|two·,”|he|said."},
		{"a space where colours change", []string{"he said ", "one", " and"}, "he|said|one|and"},
		{"paragraphs", []string{"one\ntwo\n\n three"}, "one|/|two|/|/|three"},
		{"French marks", []string{"Il dit : « ", "Quoi ? « Rien »", " », puis rien ; vrai !"}, "Il|dit :|« ·Quoi ?|« Rien »· »,|puis|rien ;|vrai !"},
		{"German marks", []string{"Sie sagte »", "Ja", "« und »nein« »so« 3"}, "Sie|sagte|»·Ja·«|und|»nein«|»so«|3"},
		{"a space at the end", []string{"« "}, "« "},
		{"a mark alone", []string{"a »"}, "a »"},
		{"nothing", []string{""}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var runs []Run
			for i, text := range tt.runs {
				runs = append(runs, Run{text, i%2 == 1})
			}
			var got []string
			for _, u := range units(runs) {
				var parts []string
				for _, r := range u {
					parts = append(parts, r.Text)
				}
				if u == nil {
					parts = []string{"/"}
				}
				got = append(got, strings.Join(parts, "·"))
			}
			if want := strings.Split(tt.want, "|"); !slices.Equal(got, want) && strings.Join(got, "") != tt.want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestScale(t *testing.T) {
	for _, tt := range []struct{ most, end, steps int }{
		{0, 1, 1}, {1, 2, 2}, {2, 3, 3}, {4, 5, 5}, {5, 6, 3}, {9, 10, 5}, {12, 15, 3}, {35, 40, 4}, {60, 80, 4}, {99, 150, 3}, {1000, 1500, 3},
		{MaxNumber, 1_500_000_000, 3},
	} {
		if end, steps := scale(tt.most); end != tt.end || steps != tt.steps {
			t.Errorf("up to %d: got %d in %d steps, want %d in %d", tt.most, end, steps, tt.end, tt.steps)
		}
	}
}
