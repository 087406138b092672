package reader

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPieces compares with the original tokenizer, for texts in many scripts and for random characters from all of Unicode.
func TestPieces(t *testing.T) {
	tokenizer := openTiny(t).Tokenizer()
	for _, want := range readTruth(t).Pieces {
		if got := tokenizer.ids(want.Text); !slices.Equal(got, want.IDs) {
			t.Errorf("%q: pieces %v, want %v", want.Text, got, want.IDs)
			continue
		}
		for i, p := range tokenizer.Pieces(want.Text) {
			got := [2]int{utf8.RuneCountInString(want.Text[:p.Start]), utf8.RuneCountInString(want.Text[:p.End])}
			if got != want.Offsets[i] {
				t.Errorf("%q: piece %d is at %v, want %v", want.Text, i, got, want.Offsets[i])
			}
		}
	}
}

// TestPair compares the pieces that the network reads for a question and a passage, with the shares of a long pair.
func TestPair(t *testing.T) {
	n := openTiny(t)
	cut := 0
	for _, want := range readTruth(t).Scores {
		got := n.tokenizer.pair(n.tokenizer.ids(want.Question), n.passage(&Passage{Statement: want.Statement, Title: want.Title, Before: want.Before}), scoreLength)
		if !slices.Equal(got.ids, want.IDs) {
			t.Errorf("%q, %q: pieces %v, want %v", want.Question, want.Statement, got.ids, want.IDs)
		}
		if i := slices.Index(got.ids, n.tokenizer.separator); got.second != i+1 {
			t.Errorf("%q: the second text begins at %d, want %d", want.Question, got.second, i+1)
		}
		if len(got.ids) == scoreLength {
			cut++
		}
	}
	if cut < 2 {
		t.Errorf("%d pairs were long enough to be cut, want at least 2", cut)
	}
}

func TestShare(t *testing.T) {
	for _, c := range [][4]int{{10, 20, 10, 20}, {10, 200, 10, 83}, {200, 10, 83, 10}, {200, 200, 46, 47}, {60, 70, 46, 47}, {93, 0, 93, 0}, {300, 0, 93, 0}, {50, 43, 50, 43}, {94, 93, 47, 46}} {
		if a, b := share(c[0], c[1], scoreLength-3); a != c[2] || b != c[3] {
			t.Errorf("share(%d, %d) = %d, %d, want %d, %d", c[0], c[1], a, b, c[2], c[3])
		}
	}
}

// FuzzPieces checks what holds for every text: pieces lie in it in order, a piece is known or is a whole word, and space around
// a text and the case of ASCII letters change nothing.
func FuzzPieces(f *testing.F) {
	for _, s := range []string{"", "The mayor’s “bridge”", "é\xff\xc3", "한국어 北京", strings.Repeat("x", 300), "\u0344\u0130 ǅ"} {
		f.Add(s)
	}
	tokenizer := openTiny(f).Tokenizer()
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		pieces := tokenizer.Pieces(text)
		for i, p := range pieces {
			// The pieces of one character's decomposition share its place.
			if p.Start > p.End || p.End > len(text) || p.End < end || i > 0 && p.Start < pieces[i-1].Start {
				t.Fatalf("%q: piece %d at %d to %d after %d", text, i, p.Start, p.End, end)
			}
			if p.ID < 0 || int(p.ID) >= len(tokenizer.first)+len(tokenizer.later) {
				t.Fatalf("%q: piece %d", text, p.ID)
			}
			end = p.End
		}
		same := tokenizer.ids(text)
		if got := tokenizer.ids("\n " + text + "\t"); !slices.Equal(got, same) {
			t.Errorf("%q: %v with space around it, %v without", text, got, same)
		}
		upper := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				r -= 'a' - 'A'
			}
			return r
		}, text)
		if got := tokenizer.ids(upper); utf8.ValidString(text) && !slices.Equal(got, same) {
			t.Errorf("%q: %v in capitals, %v else", text, got, same)
		}
	})
}
