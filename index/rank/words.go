package rank

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// maxTerm is the longest term in bytes; what is longer is cut.
const maxTerm = 64

// EachWord calls visit with the bytes of every word of text, in order: a run of
// letters and digits with the apostrophes, points and commas inside it ("don't",
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

// wordEnd is the end of the word that begins at start, or start where none does.
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
		case standsAlone(r):
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

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return c < utf8.RuneSelf && isWordByte[c] && !isDigit(c) }

// thousands reports whether s begins with exactly three digits.
func thousands(s string) bool {
	return len(s) >= 3 && isDigit(s[0]) && isDigit(s[1]) && isDigit(s[2]) && (len(s) == 3 || !isDigit(s[3]))
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// standsAlone reports whether r is of a script that is written without spaces.
func standsAlone(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// normalise is a word in lower case without accents, possessive, points and
// the commas of thousands, appended to buf.
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

func digitsAround(s string, i int) bool { return i > 0 && isDigit(s[i-1]) }

// abbreviatedCountry is the term for the United States where the word is "US"
// in capitals or with points; in other letters it is a pronoun.
func abbreviatedCountry(word string) (string, bool) {
	switch word {
	case "US", "U.S", "u.s", "U.S.A", "u.s.a":
		return "usa", true
	}
	return "", false
}

func stripPossessive(buf []byte, from int) []byte {
	n := len(buf)
	if n-from > 2 && buf[n-1] == 's' && buf[n-2] == '\'' {
		return buf[:n-2]
	}
	return buf
}

// appendFolded is the general case of normalise.
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

// Stemmer turns normalised words into terms with Snowball's English stemmer. It
// remembers the words it has seen, up to a bound, and may be shared.
type Stemmer struct {
	mu    sync.RWMutex
	known map[string]string
}

// maxKnown bounds the words that a stemmer remembers, about 2 MB: the ones met
// first are the frequent ones.
const maxKnown = 1 << 14

func NewStemmer() *Stemmer { return &Stemmer{known: make(map[string]string, 1024)} }

// term is the term of a normalised word.
func (s *Stemmer) term(word []byte) string {
	s.mu.RLock()
	term, ok := s.known[string(word)]
	s.mu.RUnlock()
	if ok {
		return term
	}
	w := string(word)
	term = Stem(w)
	s.mu.Lock()
	if len(s.known) < maxKnown {
		s.known[w] = term
	}
	s.mu.Unlock()
	return term
}

// compounds are names of two words that have a shorter form, which is their
// term wherever they stand.
var compounds = map[string]string{
	"united states": "usa", "united nations": "un", "united kingdom": "uk", "european union": "eu",
	"great britain": "uk", "arab emirates": "uae", "south korea": "southkorea", "north korea": "northkorea",
}

// EachTerm calls visit with every term of a text, in order: the word's, its
// position among all words, and its bytes. Stop words have no term. A compound
// is visited after its two words, at the second one's position.
func (s *Stemmer) EachTerm(text string, visit func(term string, position, start, end int)) {
	var buf, pair []byte
	position, before := 0, 0 // before: where the last word began
	EachWord(text, func(start, end int) {
		last := len(buf)
		pair = append(append(pair[:0], buf[:last]...), ' ')
		buf = normalise(buf[:0], text[start:end])
		if len(buf) > 0 && !IsStop(buf) {
			visit(s.term(buf), position, start, end)
		}
		if compound, ok := compounds[string(append(pair, buf...))]; ok {
			visit(compound, position, before, end)
		}
		position, before = position+1, start
	})
}

func Stem(word string) string {
	word = americanSpelling(word)
	if len(word) > maxTerm {
		word = word[:maxTerm]
		for !utf8.ValidString(word) {
			word = word[:len(word)-1]
		}
	}
	if strings.ContainsAny(word, "0123456789") || len(word) < 3 || utf8.RuneCountInString(word) != len(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// americanSpelling is a word in one spelling where English has two: only the
// term is, whatever is shown stays as written.
func americanSpelling(word string) string {
	if len(word) < 6 {
		return word
	}
	for _, ending := range [...][2]string{
		{"isation", "ization"}, {"isations", "izations"}, {"ise", "ize"}, {"ised", "ized"}, {"ises", "izes"},
		{"ising", "izing"}, {"yse", "yze"}, {"ysed", "yzed"}, {"our", "or"}, {"ours", "ors"}, {"oured", "ored"},
		{"tre", "ter"}, {"tres", "ters"}, {"fence", "fense"}, {"ogue", "og"},
	} {
		if stem, ok := strings.CutSuffix(word, ending[0]); ok && len(stem) > 2 {
			return stem + ending[1]
		}
	}
	return word
}

// IsStop reports whether a normalised word says nothing about what is asked.
func IsStop(word []byte) bool {
	_, ok := stopWords[string(word)]
	return ok
}

// stopWords are English's function words, question words among them.
var stopWords = WordSet(`
a about above after again against all also although am among an and another any anybody anyone anything are aren't as
at be because been before being below between both but by can can't cannot could couldn't did didn't do does doesn't
doing don't done during each either else ever every few for from further had hadn't has hasn't have haven't having he
he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm i've if in into is isn't
it it's its itself just let's many may me might more most much must my myself neither no nor not of off often on once
only or other others ought our ours ourselves out over own per please quite rather same shall shan't she she'd she'll
she's should shouldn't since so some somebody someone something such than that that's the their theirs them themselves
then there there's therefore these they they'd they'll they're they've this those though through thus to too toward
towards under until up upon us very via was wasn't we we'd we'll we're we've were weren't what what's whatever when
when's where where's whereas whether which while who who's whom whose why why's will with within without won't would
wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
dont doesnt didnt isnt wasnt whats whos hows wheres cant wont im ive youre theyre thats`)

func WordSet(list string) map[string]struct{} {
	set := make(map[string]struct{})
	for _, w := range strings.Fields(list) {
		set[w] = struct{}{}
	}
	return set
}

// NameWords is the words of a name as they are compared: normalised, whole.
func NameWords(name string) []string {
	var words []string
	EachWord(name, func(start, end int) {
		if w := normalise(nil, name[start:end]); len(w) > 0 {
			words = append(words, string(w))
		}
	})
	return words
}
