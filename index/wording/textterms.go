package wording

import (
	"strings"
	"unicode/utf8"
)

// Found is a term of a text.
type Found struct {
	Term        string
	First, Last int  // positions of its words among all words
	Start, End  int  // bytes of its words
	Besides     bool // its words have terms of their own
	Whole       bool // those do not count: the words are one number
}

// Interest says which terms of a text are looked at. Others may be visited too.
type Interest struct {
	Word      func(word string) bool // nil: those of all words
	Numbers   bool                   // those of numbers
	Compounds bool                   // those in compounds
}

// reading reads the terms of one text.
type reading struct {
	stems *Stemmer
	text  string
	Interest
	visit    func(Found)
	position int
	buf      []byte // the word
	last     []byte // the word before, if there may be compounds
	parts    [2]part
	run      numberRun
}

// part is a word that the next one may be joined to with a hyphen.
type part struct {
	start, end int
	hyphen     bool // a hyphen is before it
}

// Read visits the terms of a text that are of interest.
func (s *Stemmer) Read(text string, in Interest, visit func(Found)) {
	r := reading{stems: s, text: text, Interest: in, visit: visit, position: -1}
	EachWord(text, r.take)
	r.run.each(text, r.visitNumber)
}

// take reads a word.
func (r *reading) take(start, end int) {
	r.position++
	word := r.text[start:end]
	wanted := r.Word == nil || r.Word(word)
	numeric := r.Numbers && mayCount(word)
	if r.Compounds {
		r.last = append(append(r.last[:0], r.buf...), ' ')
	}
	if r.buf = r.buf[:0]; wanted || numeric || r.Compounds {
		r.buf = Normalise(r.buf, word)
	}
	if r.Numbers {
		r.count(numeric, start, end)
	}
	if wanted && len(r.buf) > 0 && !IsStop(r.buf) {
		r.visit(Found{Term: r.stems.Term(r.buf), First: r.position, Last: r.position, Start: start, End: end})
		r.elided(start, end)
	}
	if r.Compounds {
		if compound, ok := compounds[string(append(r.last, r.buf...))]; ok {
			r.visit(Found{Term: compound, First: r.position - 1, Last: r.position, Start: r.parts[1].start, End: end, Besides: true})
		}
	}
	r.join(start, end)
}

// elided visits the rest of a word after a letter and an apostrophe: "Ivoire" in "d'Ivoire".
func (r *reading) elided(start, end int) {
	word := r.text[start:end]
	if len(word) <= minElided || word[1] < utf8.RuneSelf && isWordByte[word[1]] {
		return
	}
	_, letter := utf8.DecodeRuneInString(word)
	c, n := utf8.DecodeRuneInString(word[letter:])
	if c != '\'' && c != '`' && !isApostrophe(c) {
		return
	}
	rest := Normalise(nil, word[letter+n:])
	if utf8.RuneCount(rest) >= minElided && !IsStop(rest) {
		r.visit(Found{
			Term: r.stems.Term(rest), First: r.position, Last: r.position, Start: start + letter + n, End: end, Besides: true,
		})
	}
}

// minElided is the fewest letters after an apostrophe that are a word of their own.
const minElided = 3

// join visits the term of the word and of those before it that hyphens join to it, at most
// three in all.
func (r *reading) join(start, end int) {
	one := part{start: start, end: end}
	if before := r.parts[1].end; r.position > 0 && before < start && (r.text[before] == '-' || r.text[before] >= utf8.RuneSelf) {
		one.hyphen = gapOf(r.text[before:start]) == hyphen
	}
	for k := 1; one.hyphen && k >= 0; k-- {
		from := r.parts[k].start
		if joined, ok := r.joined(from, end); ok {
			r.visit(Found{Term: joined, First: r.position - 2 + k, Last: r.position, Start: from, End: end, Besides: true})
		}
		if !r.parts[k].hyphen {
			break
		}
	}
	r.parts[0], r.parts[1] = r.parts[1], one
}

// joined returns the term of words between which the hyphens are left out. There is none for
// numbers alone.
func (r *reading) joined(start, end int) (string, bool) {
	var whole []byte
	letters := false
	wanted := true
	EachWord(r.text[start:end], func(from, to int) {
		word := r.text[start+from : start+to]
		if len(whole) == 0 {
			wanted = r.Word == nil || r.Word(word)
		}
		if wanted {
			letters = letters || !IsDigit(word[0])
			whole = Normalise(whole, word)
		}
	})
	if !wanted || !letters || len(whole) == 0 || len(whole) > MaxJoined {
		return "", false
	}
	return r.stems.Term(whole), true
}

// MaxJoined is the most bytes of a joined word.
const MaxJoined = 32

// count adds a word to the run of numbers, or reads the run if the word does not belong to it.
func (r *reading) count(numeric bool, start, end int) {
	n := numeral{}
	if numeric {
		n = numeralOf(r.buf)
	}
	g := apart
	if n.kind != notNumeral && len(r.run.words) > 0 {
		g = gapOf(r.text[r.run.words[len(r.run.words)-1].end:start])
	}
	if g == apart || len(r.run.words) == maxRun {
		r.run.each(r.text, r.visitNumber)
	}
	if n.kind == notNumeral {
		return
	}
	one := counted{numeral: n, gap: g, position: r.position, start: start, end: end}
	if n.kind == inDigits {
		one.word = string(r.buf)
	}
	r.run.words = append(r.run.words, one)
}

// visitNumber visits the term of a number.
func (r *reading) visitNumber(term string, first, last *counted) {
	r.visit(Found{
		Term: term, First: first.position, Last: last.position, Start: first.start, End: last.end, Besides: true,
		Whole: first != last && first.kind == inDigits && last.kind == inDigits && last.gap == space,
	})
}

// mayCount reports whether a word may belong to a number. It looks at the first letter only.
func mayCount(word string) bool {
	c := word[0]
	return IsDigit(c) || c >= utf8.RuneSelf || len(word) <= longestNumeral && strings.IndexByte("abcdefhklmnoqst", c|0x20) >= 0
}
