package rank

import (
	"strings"
	"unicode/utf8"
)

// found is a term of a text.
type found struct {
	term        string
	first, last int  // positions of its words among all words
	start, end  int  // bytes of its words
	besides     bool // its words have terms of their own
	whole       bool // those do not count: the words are one number
}

// interest says which terms of a text are looked at. Others may be visited too.
type interest struct {
	word      func(word string) bool // nil: those of all words
	numbers   bool                   // those of numbers
	compounds bool                   // those in compounds
}

// everyTerm is the interest in all terms.
var everyTerm = interest{numbers: true, compounds: true}

// reading reads the terms of one text.
type reading struct {
	stems *Stemmer
	text  string
	interest
	visit    func(found)
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

// read visits the terms of a text that are of interest.
func (s *Stemmer) read(text string, in interest, visit func(found)) {
	r := reading{stems: s, text: text, interest: in, visit: visit, position: -1}
	EachWord(text, r.take)
	r.run.each(text, r.visitNumber)
}

// take reads a word.
func (r *reading) take(start, end int) {
	r.position++
	word := r.text[start:end]
	wanted := r.word == nil || r.word(word)
	numeric := r.numbers && mayCount(word)
	if r.compounds {
		r.last = append(append(r.last[:0], r.buf...), ' ')
	}
	if r.buf = r.buf[:0]; wanted || numeric || r.compounds {
		r.buf = normalise(r.buf, word)
	}
	if r.numbers {
		r.count(numeric, start, end)
	}
	if wanted && len(r.buf) > 0 && !IsStop(r.buf) {
		r.visit(found{term: r.stems.term(r.buf), first: r.position, last: r.position, start: start, end: end})
		r.elided(start, end)
	}
	if r.compounds {
		if compound, ok := compounds[string(append(r.last, r.buf...))]; ok {
			r.visit(found{term: compound, first: r.position - 1, last: r.position, start: r.parts[1].start, end: end, besides: true})
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
	rest := normalise(nil, word[letter+n:])
	if utf8.RuneCount(rest) >= minElided && !IsStop(rest) {
		r.visit(found{
			term: r.stems.term(rest), first: r.position, last: r.position, start: start + letter + n, end: end, besides: true,
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
			r.visit(found{term: joined, first: r.position - 2 + k, last: r.position, start: from, end: end, besides: true})
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
			wanted = r.word == nil || r.word(word)
		}
		if wanted {
			letters = letters || !isDigit(word[0])
			whole = normalise(whole, word)
		}
	})
	if !wanted || !letters || len(whole) == 0 || len(whole) > maxJoined {
		return "", false
	}
	return r.stems.term(whole), true
}

// maxJoined is the most bytes of a joined word.
const maxJoined = 32

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
	r.visit(found{
		term: term, first: first.position, last: last.position, start: first.start, end: last.end, besides: true,
		whole: first != last && first.kind == inDigits && last.kind == inDigits && last.gap == space,
	})
}

// mayCount reports whether a word may belong to a number. It looks at the first letter only.
func mayCount(word string) bool {
	c := word[0]
	return isDigit(c) || c >= utf8.RuneSelf || len(word) <= longestNumeral && strings.IndexByte("abcdefhklmnoqst", lower(c)) >= 0
}
