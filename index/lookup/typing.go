package lookup

import "unicode/utf8"

// What a typing error costs. A letter for another that is no neighbour of it costs 1.
const (
	costDoubled    = 0.4 // a letter twice for once, or once for twice
	costTransposed = 0.6 // two letters in the other order
	costSound      = 0.6 // a letter of like sound: a vowel, "c" for "k"
	costKey        = 0.8 // a neighbour on the keyboard
	costSilent     = 0.6 // an "h" or "e" too many or too few
	costVowel      = 0.8 // another vowel too many or too few
	costFirst      = 0.4 // what it costs more at the first letter, unless it sounds alike
	longestTyped   = 32  // letters of the longest word that is compared
)

// typingCost returns what the cheapest typing errors cost that make one word of the other, as an
// optimal alignment. Words that are too long cost more than any that are corrected.
func typingCost(typed, meant string) float64 {
	if utf8.RuneCountInString(typed) > longestTyped || utf8.RuneCountInString(meant) > longestTyped {
		return longestTyped
	}
	a, b := []rune(typed), []rune(meant)
	var rows [longestTyped + 1][longestTyped + 1]float64
	for i := range len(a) + 1 {
		for j := range len(b) + 1 {
			if i == 0 && j == 0 {
				continue
			}
			best := float64(longestTyped)
			if i > 0 {
				best = min(best, rows[i-1][j]+oddLetter(a, i-1)) //nolint:gosec // i is above 0
			}
			if j > 0 {
				best = min(best, rows[i][j-1]+oddLetter(b, j-1))
			}
			if i > 0 && j > 0 {
				best = min(best, rows[i-1][j-1]+wrongLetter(a[i-1], b[j-1], i == 1 && j == 1)) //nolint:gosec // i is above 0
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				best = min(best, rows[i-2][j-2]+costTransposed) //nolint:gosec // i is above 1
			}
			rows[i][j] = best
		}
	}
	return rows[len(a)][len(b)]
}

// oddLetter returns the cost of a letter that the other word lacks.
func oddLetter(word []rune, at int) float64 {
	c := word[at]
	switch {
	case at > 0 && word[at-1] == c || at+1 < len(word) && word[at+1] == c:
		return costDoubled
	case at == 0:
		return 1 + costFirst
	case c == 'h' || c == 'e':
		return costSilent
	case soundOf(c) == 'a':
		return costVowel
	}
	return 1
}

// wrongLetter returns the cost of one letter for another.
func wrongLetter(typed, meant rune, first bool) float64 {
	more := 0.0
	if first {
		more = costFirst
	}
	switch {
	case typed == meant:
		return 0
	case soundOf(typed) != 0 && soundOf(typed) == soundOf(meant):
		return costSound
	case areNeighbours(typed, meant):
		return costKey + more
	}
	return 1 + more
}

// soundOf returns the letter that stands for all letters of the same sound, 0 if c is not one of
// them.
func soundOf(c rune) rune {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return 'a'
	case 'c', 'k', 'q':
		return 'k'
	case 's', 'z':
		return 's'
	case 'f', 'v', 'w':
		return 'v'
	case 'g', 'j':
		return 'g'
	case 'd', 't':
		return 't'
	case 'b', 'p':
		return 'p'
	case 'm', 'n':
		return 'm'
	}
	return 0
}

// keyRows are the letters of a keyboard.
var keyRows = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// areNeighbours reports whether two letters are beside each other in a row of the keyboard.
func areNeighbours(a, b rune) bool {
	for _, row := range keyRows {
		for i := range len(row) - 1 {
			x, y := rune(row[i]), rune(row[i+1])
			if x == a && y == b || x == b && y == a {
				return true
			}
		}
	}
	return false
}
