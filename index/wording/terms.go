package wording

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stemmer turns normalised words into terms with Snowball's English stemmer. It remembers
// terms, up to a bound, for when it meets their words again. Several goroutines may use it.
type Stemmer struct {
	mu    sync.RWMutex
	known map[string]string
}

// maxKnown is the most words that a stemmer remembers, about 2 MB. The words that it meets
// first are the frequent ones.
const maxKnown = 1 << 14

// NewStemmer returns a stemmer that has seen no words.
func NewStemmer() *Stemmer { return &Stemmer{known: make(map[string]string, 1024)} }

// Term returns the term of a normalised word.
func (s *Stemmer) Term(word []byte) string {
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

// Percent is the term of all ways to write it.
const Percent = "percent"

// compounds maps names of two words to a shorter form, which is their term.
var compounds = map[string]string{
	"united states": "usa", "united nations": "un", "united kingdom": "uk", "european union": "eu",
	"great britain": "uk", "arab emirates": "uae", "south korea": "southkorea", "north korea": "northkorea",
	"per cent": Percent,
}

// Compound returns the term of two normalised words with a space between them, if they are a name
// that has a shorter form.
func Compound(words string) (term string, ok bool) {
	term, ok = compounds[words]
	return term, ok
}

// IsCompound reports whether a term is the shorter form of a name of two words.
func IsCompound(term string) bool {
	for _, short := range compounds {
		if short == term {
			return true
		}
	}
	return false
}

// EachTerm calls visit for each term of the text with the position of its word among all words
// and the word's bytes. Stop words have no term. Words that belong together have another term
// besides, which is visited after them at the position of the last: "united states" is "usa",
// "two-player" is "twoplayer", "5 million" is "5000000".
func (s *Stemmer) EachTerm(text string, visit func(term string, position, start, end int)) {
	s.Read(text, Interest{Numbers: true, Compounds: true}, func(f Found) { visit(f.Term, f.Last, f.Start, f.End) })
}

// Follows reports whether a text holds two terms one right after the other, with white space
// between them.
func (s *Stemmer) Follows(text, first, second string) bool {
	follows, firstEnd := false, -1
	s.Read(text, Interest{}, func(f Found) {
		if f.Besides {
			return
		}
		if f.Term == second && firstEnd >= 0 {
			follows = follows || gapOf(text[firstEnd:f.Start]) == space
		}
		firstEnd = -1
		if f.Term == first {
			firstEnd = f.End
		}
	})
	return follows
}

// Stem returns the term of a normalised word.
func Stem(word string) string {
	word = americanSpelling(word)
	if len(word) > MaxTerm {
		word = word[:MaxTerm]
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

// americanSpelling returns a word in one spelling if English has two. It only makes the
// term: a quotation is shown as it is written.
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

// WordSet returns the words of a list.
func WordSet(list string) map[string]struct{} {
	set := make(map[string]struct{})
	for _, w := range strings.Fields(list) {
		set[w] = struct{}{}
	}
	return set
}

// IsStop reports whether a normalised word tells nothing about what is asked.
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
ain't could've how'd might've must've should've that'll there'll what'd what'll what're where'd who'd who'll who've why'd
would've wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
dont doesnt didnt isnt wasnt whats whos hows wheres cant wont im ive youre theyre thats`)

// TermSet returns the terms of a list of words.
func TermSet(words string) map[string]bool {
	terms := make(map[string]bool)
	for word := range WordSet(words) {
		terms[Stem(word)] = true
	}
	return terms
}
