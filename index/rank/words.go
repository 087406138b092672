package rank

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTerm is the longest term in bytes. Longer ones are cut.
const maxTerm = 64

// EachWord calls visit with the bytes of each word of the text, in order. A word is a run
// of letters and digits with the apostrophes, points and commas inside it ("don't",
// "U.S", "3.5", "7,000"). A sign of a script without spaces is a word.
func EachWord(text string, visit func(start, end int)) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && !isWordByte[c] {
			i++
			continue
		}
		end := wordEnd(text, i)
		if end == i {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		visit(i, end)
		i = end
	}
}

// isWordByte marks ASCII's letters and digits.
var isWordByte = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return t
}()

// wordEnd returns the end of the word that begins at start, or start if no word begins there.
func wordEnd(text string, start int) int {
	i := start
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if isWordByte[c] {
				i++
				continue
			}
			if i > start && joins(text, start, i) {
				i++
				continue
			}
			return i
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
		case r == '’' && i > start && startsLetter(text[i+n:]):
			i += n
		default:
			return i
		}
	}
	return i
}

// joins reports whether the mark at i belongs to the word around it.
func joins(text string, start, i int) bool {
	if i+1 >= len(text) {
		return false
	}
	before, after := text[i-1], text[i+1]
	digits := isDigit(before) && isDigit(after)
	switch text[i] {
	case '\'':
		return startsLetter(text[i+1:])
	case '.':
		initials := isLetter(before) && isLetter(after) && (i-start == 1 || text[i-2] == '.')
		return digits || initials
	case ',':
		return digits && thousands(text[i+1:])
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return c < utf8.RuneSelf && isWordByte[c] && !isDigit(c) }

// thousands reports whether s begins with exactly three digits.
func thousands(s string) bool {
	return len(s) >= 3 && isDigit(s[0]) && isDigit(s[1]) && isDigit(s[2]) && (len(s) == 3 || !isDigit(s[3]))
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// isWordSign reports whether r is of a script that is written without spaces.
func isWordSign(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// normalise appends a word to buf in lower case, without accents, possessive, points and
// the commas of thousands.
func normalise(buf []byte, word string) []byte {
	from := len(buf)
	if country, ok := abbreviatedCountry(word); ok {
		return append(buf, country...)
	}
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= utf8.RuneSelf:
			return stripPossessive(appendFolded(buf[:from], word), from)
		case 'A' <= c && c <= 'Z':
			buf = append(buf, c|0x20)
		case c == ',' || c == '.' && !digitsAround(word, i):
		default:
			buf = append(buf, c)
		}
	}
	return stripPossessive(buf, from)
}

// digitsAround reports whether a digit is before i.
func digitsAround(s string, i int) bool { return i > 0 && isDigit(s[i-1]) }

// abbreviatedCountry returns the term for the United States if the word is "US" in
// capitals or with points. In other letters it is a pronoun.
func abbreviatedCountry(word string) (string, bool) {
	switch word {
	case "US", "U.S", "u.s", "U.S.A", "u.s.a":
		return "usa", true
	}
	return "", false
}

// stripPossessive removes a possessive ending from the word, if it has one.
func stripPossessive(buf []byte, from int) []byte {
	n := len(buf)
	if n-from > 2 && buf[n-1] == 's' && buf[n-2] == '\'' {
		return buf[:n-2]
	}
	return buf
}

// appendFolded is normalise for words with letters outside ASCII.
func appendFolded(buf []byte, word string) []byte {
	for _, r := range norm.NFKD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			buf = append(buf, '\'')
		case r == 'ß':
			buf = append(buf, "ss"...)
		case r == 'ø':
			buf = append(buf, 'o')
		case r == 'đ':
			buf = append(buf, 'd')
		case r == 'ł':
			buf = append(buf, 'l')
		case r == 'ı':
			buf = append(buf, 'i')
		case r == 'æ':
			buf = append(buf, "ae"...)
		case r == 'œ':
			buf = append(buf, "oe"...)
		case r == ',' || r == '.':
		default:
			buf = utf8.AppendRune(buf, r)
		}
	}
	return buf
}

// NameWords returns the normalised words of a name, stop words included.
func NameWords(name string) []string {
	var words []string
	EachWord(name, func(start, end int) {
		if w := normalise(nil, name[start:end]); len(w) > 0 {
			words = append(words, string(w))
		}
	})
	return words
}
