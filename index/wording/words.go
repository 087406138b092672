package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTerm is the longest term in bytes. Longer ones are cut.
const MaxTerm = 64

// EachWord calls visit with the bytes of each word of the text, in order. A word is a run
// of letters and digits with the apostrophes, points, commas and invisible characters
// inside it ("don't", "U.S", "3.5", "7,000"). A number ends where its unit begins ("60mm").
// A sign of money or of percent beside a number, and a sign of a script without spaces, is a
// word.
func EachWord(text string, visit func(start, end int)) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && !isWordByte[c] && c != '$' && c != '%' {
			i++
			continue
		}
		end := WordEnd(text, i)
		if end == i {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		visit(i, end)
		i = end
	}
}

// IsWordByte reports whether c is a letter or a digit of ASCII.
func IsWordByte(c byte) bool { return c < utf8.RuneSelf && isWordByte[c] }

// isWordByte marks ASCII's letters and digits.
var isWordByte = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return t
}()

// WordEnd returns the end of the word that begins at start, or start if no word begins there.
func WordEnd(text string, start int) int {
	i := start
	number := start < len(text) && IsDigit(text[start]) // it has been digits so far
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			switch {
			case isWordByte[c]:
				if number && !IsDigit(c) {
					if number = false; i > start && unitEnd(text, i) > i {
						return i
					}
				}
				i++
			case i == start:
				return i + signAt(text, i)
			case joins(text, start, i):
				i++
			default:
				return i
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isWordSign(r):
			if i == start {
				i += n
			}
			return i
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
			i += n
		case i == start:
			return i + signAt(text, i)
		case isApostrophe(r) && startsLetter(text[i+n:]):
			i += n
		case number && isThinSpace(r) && thousands(text[i+n:]):
			i += n
		case isInvisible(r):
			next := skipInvisible(text, i+n)
			if !startsWord(text[next:]) || number && unitEnd(text, next) > next {
				return i
			}
			i = next
		default:
			return i
		}
	}
	return i
}

// joins reports whether the mark at i, which is not the first byte, belongs to the word around it.
func joins(text string, start, i int) bool {
	if i+1 >= len(text) {
		return false
	}
	before, after := text[i-1], text[i+1]
	digits := IsDigit(before) && IsDigit(after)
	switch text[i] {
	case '\'':
		return startsLetter(text[i+1:]) || digits && thousands(text[i+1:])
	case '`':
		return startsLetter(text[i+1:])
	case '.':
		initials := isLetter(before) && isLetter(after) && (i-start == 1 || text[i-2] == '.')
		return digits || initials
	case ',':
		return digits && (thousands(text[i+1:]) || lakhs(text[i+1:]))
	}
	return false
}

// IsDigit reports whether c is a digit of ASCII.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return c < utf8.RuneSelf && isWordByte[c] && !IsDigit(c) }

// thousands reports whether s begins with exactly three digits.
func thousands(s string) bool {
	return len(s) >= 3 && IsDigit(s[0]) && IsDigit(s[1]) && IsDigit(s[2]) && (len(s) == 3 || !IsDigit(s[3]))
}

// lakhs reports whether s begins with a group of two digits of a number that ends in a group
// of three, as in "12,34,567".
func lakhs(s string) bool {
	for len(s) > 3 && IsDigit(s[0]) && IsDigit(s[1]) && s[2] == ',' {
		if s = s[3:]; thousands(s) {
			return true
		}
	}
	return false
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// startsWord reports whether s begins with a letter or a digit.
func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !isWordSign(r)
}

// isWordSign reports whether r is of a script that is written without spaces.
func isWordSign(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// isApostrophe reports whether r stands for an apostrophe outside ASCII.
func isApostrophe(r rune) bool {
	switch r {
	case '’', '‘', '´', '′', '＇', 'ʼ', 'ʻ':
		return true
	}
	return false
}

// isThinSpace reports whether r is a space that does not break a line, or a thin one. They
// separate the thousands of a number.
func isThinSpace(r rune) bool { return r == '\u00a0' || r == '\u202f' || r == '\u2009' }

// isInvisible reports whether r is a character that shows nothing: a joiner, a soft hyphen, a
// mark of direction.
func isInvisible(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u061c', '\u180e', '\ufeff':
		return true
	}
	return '\u200b' <= r && r <= '\u200f' || '\u202a' <= r && r <= '\u202e' || '\u2060' <= r && r <= '\u206f'
}

// skipInvisible returns where the invisible characters from i on end.
func skipInvisible(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isInvisible(r) {
			break
		}
		i += n
	}
	return i
}

// unitEnd returns the end of the unit that begins at i, right after a number, or i if there is
// none.
func unitEnd(text string, i int) int {
	end := i
	for end < len(text) && isLetter(text[end]) {
		end++
	}
	if end-i > longestUnit || end < len(text) && (IsDigit(text[end]) || text[end] >= utf8.RuneSelf && startsWord(text[end:])) {
		return i
	}
	if _, ok := attachedUnits[strings.ToLower(text[i:end])]; !ok {
		return i
	}
	return end
}

// longestUnit is the length of the longest unit in attachedUnits.
const longestUnit = 8

// attachedUnits are the units, scales and times that are written right after a number.
var attachedUnits = WordSet(`
mm cm m km mi yd ft kg mg lb lbs oz ml cl mph kph kmh kw mw gw kwh mwh gwh kb mb gb tb hz khz mhz ghz
k b bn mn mln mio mrd tn trn thousand million billion trillion
am pm pc pct percent sec secs min mins hr hrs yr yrs minutes hours day days week weeks month months year years
metres meters miles pounds dollars euros`)

// signAt returns the length of the sign of money or percent at i that belongs to a number, 0
// if there is none.
func signAt(text string, i int) int {
	r, n := utf8.DecodeRuneInString(text[i:])
	if signs[r] == "" || !afterDigit(text[:i]) && (r == '%' || i+n >= len(text) || !IsDigit(text[i+n])) {
		return 0
	}
	return n
}

// afterDigit reports whether the text ends in a digit, or in a digit and a space.
func afterDigit(text string) bool {
	for _, space := range [...]string{" ", "\u00a0", "\u202f", "\u2009"} {
		if rest, ok := strings.CutSuffix(text, space); ok {
			text = rest
			break
		}
	}
	return text != "" && IsDigit(text[len(text)-1])
}

// signs are the words that signs beside numbers stand for.
var signs = map[rune]string{
	'%': "percent", '$': "dollar", '£': "pound", '€': "euro", '¥': "yen", '₹': "rupee", '₴': "hryvnia", '₽': "ruble",
}

// NameWords returns the normalised words of a name, stop words included.
func NameWords(name string) []string {
	var words []string
	EachWord(name, func(start, end int) {
		if w := Normalise(nil, name[start:end]); len(w) > 0 {
			words = append(words, string(w))
		}
	})
	return words
}
