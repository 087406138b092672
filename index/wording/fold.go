package wording

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalise appends a word to buf in lower case, without accents, possessive, points,
// apostrophes, invisible characters, the marks between thousands and the zeros at the end of a
// decimal. Normalised words stay as they are.
func Normalise(buf []byte, word string) []byte {
	from := len(buf)
	if country, ok := abbreviatedCountry(word); ok {
		return append(buf, country...)
	}
	marks := len(word) > 0 && IsDigit(word[0])
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= utf8.RuneSelf:
			return tidy(appendFolded(buf[:from], word), from)
		case 'A' <= c && c <= 'Z':
			buf = append(buf, c|0x20)
		default:
			marks = marks || !isWordByte[c]
			buf = append(buf, c)
		}
	}
	if marks {
		return tidy(buf, from)
	}
	return buf
}

// abbreviatedCountry returns the term for the United States if the word is "US" in
// capitals or with points. In other letters it is a pronoun.
func abbreviatedCountry(word string) (string, bool) {
	switch word {
	case "US", "U.S", "u.s", "U.S.A", "u.s.a":
		return "usa", true
	}
	return "", false
}

// appendFolded appends a word with characters outside ASCII in lower case, without accents and
// invisible characters.
func appendFolded(buf []byte, word string) []byte {
	if !norm.NFKD.IsNormalString(word) {
		word = norm.NFKD.String(word) // before it is in lower case: "𝐓" has none
	}
	for _, r := range norm.NFKD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.M, r), isInvisible(r), unicode.IsSpace(r):
		case isApostrophe(r), r == '`':
			buf = append(buf, '\'')
		case signs[r] != "":
			buf = append(buf, signs[r]...)
		case letterFolds[r] != "":
			buf = append(buf, letterFolds[r]...)
		default:
			buf = utf8.AppendRune(buf, r)
		}
	}
	return buf
}

// letterFolds are the letters of Latin alphabets that Unicode does not take apart.
var letterFolds = map[rune]string{
	'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'ħ': "h", 'ł': "l", 'ı': "i", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ŋ': "n", 'ŧ': "t",
	'ə': "e", 'ĸ': "k",
}

// tidy takes the possessive and the marks out of a word in lower case that begins at from.
func tidy(buf []byte, from int) []byte {
	if len(buf) > from && IsDigit(buf[from]) {
		return tidyNumber(buf, from)
	}
	buf = stripPossessive(buf, from)
	if bytes.IndexByte(buf[from:], '\'') >= 0 && IsStop(buf[from:]) {
		return buf // "don't"
	}
	kept := from
	for i := from; i < len(buf); i++ {
		switch c := buf[i]; {
		case c == '\'', c == '`', c == ',', c == '.' && (i == from || !IsDigit(buf[i-1])):
		case c == '%' || c == '$':
			return append(buf[:from], signs[rune(c)]...)
		default:
			buf[kept] = c
			kept++
		}
	}
	return buf[:kept]
}

// stripPossessive removes the possessive endings from a word.
func stripPossessive(buf []byte, from int) []byte {
	for n := len(buf); n-from > 2 && buf[n-1] == 's' && buf[n-2] == '\''; n = len(buf) {
		buf = buf[:n-2]
	}
	return buf
}

// tidyNumber is tidy for a word that begins with a digit: "1,400" is "1400", "2.50" is "2.5",
// "1.400.000" is "1400000", "1980's" is "1980s".
func tidyNumber(buf []byte, from int) []byte {
	if decade, ok := bytes.CutSuffix(buf[from:], []byte("'s")); ok && isDecade(decade) {
		buf = append(buf[:len(buf)-2], 's')
	}
	buf = stripPossessive(buf, from)
	kept, points, digits := from, 0, true
	for i := from; i < len(buf); i++ {
		c := buf[i]
		if c == ',' || c == '\'' || c == '`' {
			continue
		}
		if c == '.' {
			points++
		} else {
			digits = digits && IsDigit(c)
		}
		buf[kept] = c
		kept++
	}
	buf = buf[:kept]
	switch {
	case !digits || points == 0:
	case points == 1:
		buf = bytes.TrimRight(buf, "0")
		buf = bytes.TrimSuffix(buf, []byte("."))
	case groupedByPoints(buf[from:]):
		buf = append(buf[:from], bytes.ReplaceAll(buf[from:], []byte("."), nil)...)
	}
	return buf
}

// isDecade reports whether digits may name a decade: "80", "1980".
func isDecade(digits []byte) bool {
	n := len(digits)
	return (n == 2 || n == 4) && digits[n-1] == '0' && IsDigit(digits[0])
}

// groupedByPoints reports whether points separate the thousands of a number.
func groupedByPoints(number []byte) bool {
	groups := bytes.Split(number, []byte("."))
	if len(groups[0]) > 3 {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}
