package wording

import (
	"strconv"
	"strings"
)

// decimal is the number digits × 10^exponent.
type decimal struct {
	digits   uint64
	exponent int
}

// maxDigits bounds a number that is worked with.
const maxDigits = 15

// parseDecimal returns the value of a normalised number in digits.
func parseDecimal(s string) (decimal, bool) {
	whole, part, _ := strings.Cut(s, ".")
	if len(whole)+len(part) > maxDigits {
		return decimal{}, false
	}
	n, err := strconv.ParseUint(whole+part, 10, 64)
	return decimal{n, -len(part)}, err == nil
}

// plus returns the sum. The flag is false if it has too many digits.
func (d decimal) plus(o decimal) (decimal, bool) {
	for _, pair := range [...][2]*decimal{{&d, &o}, {&o, &d}} {
		for pair[0].digits != 0 && pair[0].exponent > pair[1].exponent {
			if pair[0].digits >= maxNumber/10 {
				return decimal{}, false
			}
			pair[0].digits *= 10
			pair[0].exponent--
		}
	}
	return decimal{d.digits + o.digits, min(d.exponent, o.exponent)}, d.digits+o.digits < maxNumber
}

// maxNumber has one digit more than maxDigits.
const maxNumber = 1_000_000_000_000_000

// String returns the number as a normalised word.
func (d decimal) String() string {
	s := strconv.FormatUint(d.digits, 10)
	if d.digits == 0 {
		return s
	}
	if d.exponent >= 0 {
		return s + strings.Repeat("0", d.exponent)
	}
	if len(s) <= -d.exponent {
		s = strings.Repeat("0", 1-d.exponent-len(s)) + s
	}
	at := len(s) + d.exponent
	return strings.TrimSuffix(strings.TrimRight(s[:at]+"."+s[at:], "0"), ".")
}

// numeralKind is what a word does in a number.
type numeralKind uint8

const (
	notNumeral numeralKind = iota
	inDigits               // "12", "2.5"
	small                  // "one" to "nineteen"
	tens                   // "twenty"
	ordinal                // "first" to "ninth", after tens
	hundred
	dozen
	scale    // "million", "bn"
	attached // "m": a scale only right after digits
	article  // "a": one before a hundred or a scale
	and
	half
	quarter
	of
)

// numeral is a word that may belong to a number.
type numeral struct {
	kind  numeralKind
	value int // of a scale, the exponent of ten
}

// numerals are the words of numbers, but for those in digits.
var numerals = newNumerals()

func newNumerals() map[string]numeral {
	all := map[string]numeral{
		"hundred": {hundred, 2}, "dozen": {dozen, 12}, "a": {article, 1}, "an": {article, 1}, "and": {and, 0},
		"half": {half, 0}, "quarter": {quarter, 0}, "of": {of, 0}, "k": {attached, 3}, "m": {attached, 6}, "b": {attached, 9},
	}
	for i, w := range strings.Fields(smallNumbers) {
		all[w] = numeral{small, i + 1}
	}
	for i, w := range strings.Fields(tensNumbers) {
		all[w] = numeral{tens, 10 * (i + 2)}
	}
	for i, w := range strings.Fields(smallOrdinals)[:9] {
		all[w] = numeral{ordinal, i + 1}
	}
	for words, exponent := range map[string]int{
		"thousand": 3, "lakh": 5, "million mn mln mio": 6, "crore": 7, "billion bn mrd": 9, "trillion tn trn": 12,
	} {
		for _, w := range strings.Fields(words) {
			all[w] = numeral{scale, exponent}
		}
	}
	return all
}

// The numbers that are written in words: from 1, from 20 in tens, and ordinals from 1.
const (
	smallNumbers = `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
		seventeen eighteen nineteen`
	tensNumbers   = `twenty thirty forty fifty sixty seventy eighty ninety`
	smallOrdinals = `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
		fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`
)

// longestNumeral is the length of the longest word in numerals.
const longestNumeral = 9

// numeralOf returns what a normalised word is in a number.
func numeralOf(word []byte) numeral {
	if len(word) == 0 {
		return numeral{}
	}
	if !IsDigit(word[0]) {
		if len(word) > longestNumeral {
			return numeral{}
		}
		return numerals[string(word)]
	}
	points := 0
	for _, c := range word {
		if c == '.' {
			points++
		} else if !IsDigit(c) {
			return numeral{}
		}
	}
	if points > 1 {
		return numeral{}
	}
	return numeral{kind: inDigits}
}

// SmallNumber returns the number below twenty that a word is: "three".
func SmallNumber(word string) (int, bool) {
	n := numerals[word]
	return n.value, n.kind == small
}

// ordinalSuffix returns the ending of an ordinal number in digits.
func ordinalSuffix(n int) string {
	switch {
	case n%100/10 == 1:
		return "th"
	case n%10 == 1:
		return "st"
	case n%10 == 2:
		return "nd"
	case n%10 == 3:
		return "rd"
	}
	return "th"
}
