package wording

import (
	"strconv"
	"strings"
	"unicode"
)

// maxRun is the most words of numbers in a row that are read together.
const maxRun = 24

// counted is a word of a run of numbers.
type counted struct {
	numeral
	word       string // normalised, if it is in digits
	gap        gap    // before it
	position   int
	start, end int
}

// gap is what separates a word from the one before it.
type gap uint8

const (
	apart  gap = iota // anything else
	none              // nothing: "60mm"
	hyphen            // "twenty-one"
	space             // white space
)

// gapOf returns what the text between two words is.
func gapOf(between string) gap {
	switch between {
	case "":
		return none
	case " ":
		return space
	case "-", "\u2010", "\u2011", "\ufe63", "\uff0d":
		return hyphen
	}
	if len(between) > 8 {
		return apart
	}
	for _, r := range between {
		if !unicode.IsSpace(r) {
			return apart
		}
	}
	return space
}

// IsSpace reports whether the text between two words is white space, of at most 8 bytes.
func IsSpace(between string) bool { return gapOf(between) == space }

// numberRun gathers neighbouring words that may make up a number. It reads "five million", "2.5bn",
// "1 400", "half a dozen" and "twenty-first".
type numberRun struct {
	words []counted
	at    int
}

// each calls visit for each number of more than one word in the run, and for each other way to
// read a number, with the words that it is made of. Then the run is empty.
func (r *numberRun) each(text string, visit func(term string, first, last *counted)) {
	for i := 0; i < len(r.words); {
		first := &r.words[i]
		r.at = i
		n, ok := r.number()
		switch {
		case ok && r.at > i+1:
			visit(n, first, &r.words[r.at-1])
		case first.kind == inDigits:
			if whole, ok := groupedByPoint(text[first.start:first.end]); ok {
				visit(whole, first, first)
			}
		}
		if i++; ok {
			i = r.at
		}
	}
	r.words = r.words[:0]
}

// groupedByPoint returns a number of the form "1.400" as if the point separated thousands.
func groupedByPoint(word string) (string, bool) {
	whole, part, ok := strings.Cut(word, ".")
	if !ok || len(whole) > 3 || whole == "" || whole[0] == '0' || len(part) != 3 || !thousands(part) {
		return "", false
	}
	return whole + part, true
}

// next returns the kind of the next word but so many.
func (r *numberRun) next(ahead int) numeralKind {
	if i := r.at + ahead; i < len(r.words) {
		return r.words[i].kind
	}
	return notNumeral
}

// number reads the number that begins at the next word, if there is one.
func (r *numberRun) number() (string, bool) {
	n, ok := r.group()
	if !ok {
		return "", false
	}
	if r.next(0) == ordinal && r.words[r.at-1].kind == tens {
		whole := int(n.digits) + r.words[r.at].value
		r.at++
		return strconv.Itoa(whole) + ordinalSuffix(whole), true
	}
	power := r.scales()
	n.exponent += power
	for power > 0 {
		from := r.at
		if r.next(0) == and {
			r.at++
		}
		bare := r.next(0) == inDigits || power > 3 // "5 million 200" and "five million two" are two numbers
		part, ok := r.group()
		less := r.scales()
		if !ok || less >= power || less == 0 && bare {
			r.at = from
			break
		}
		part.exponent += less
		if n, ok = n.plus(part); !ok {
			return "", false
		}
		power = less
	}
	return n.String(), true
}

// group reads a number below a scale: "2.5", "1 400", "two hundred and six", "a", "half a".
func (r *numberRun) group() (decimal, bool) {
	n, ok := r.first()
	if !ok {
		return n, false
	}
	if r.next(0) == hundred {
		n.exponent += 2
		r.at++
		from := r.at
		if r.next(0) == and {
			r.at++
		}
		rest := decimal{}
		if k := r.next(0); k == small || k == tens {
			rest, _ = r.first()
		} else {
			r.at = from
		}
		if n, ok = n.plus(rest); !ok {
			return n, false
		}
	}
	if r.next(0) == and && r.next(1) == article && r.next(2) == half {
		r.at += 3
		if n, ok = n.plus(decimal{5, -1}); !ok {
			return n, false
		}
	}
	if r.next(0) == dozen && n.digits < maxNumber/12 {
		n.digits *= 12
		r.at++
	}
	return n, true
}

// first reads the first words of a group.
func (r *numberRun) first() (decimal, bool) {
	if k := r.next(1); r.next(0) == article && (k == half || k == quarter) {
		r.at++
	}
	switch r.next(0) {
	case inDigits:
		return r.inDigits()
	case small:
		r.at++
		return decimal{uint64(r.words[r.at-1].value), 0}, true
	case tens:
		n := uint64(r.words[r.at].value)
		r.at++
		if r.next(0) == small && r.words[r.at].value < 10 {
			n += uint64(r.words[r.at].value)
			r.at++
		}
		return decimal{n, 0}, true
	case article:
		r.at++
		return decimal{1, 0}, r.multiplies()
	case half:
		if r.at++; r.next(0) == article {
			r.at++
		}
		return decimal{5, -1}, r.multiplies()
	case quarter:
		if r.next(1) != of {
			return decimal{}, false
		}
		if r.at += 2; r.next(0) == article {
			r.at++
		}
		return decimal{25, -2}, r.multiplies()
	}
	return decimal{}, false
}

// multiplies reports whether the next word multiplies what is before it.
func (r *numberRun) multiplies() bool {
	k := r.next(0)
	return k == hundred || k == dozen || k == scale
}

// inDigits reads a number in digits, with its thousands if a space separates them.
func (r *numberRun) inDigits() (decimal, bool) {
	word := r.words[r.at].word
	r.at++
	if len(word) <= 3 && word[0] != '0' && !strings.Contains(word, ".") {
		for r.next(0) == inDigits && r.words[r.at].gap == space && thousands(r.words[r.at].word) {
			word += r.words[r.at].word
			r.at++
		}
	}
	return parseDecimal(word)
}

// scales reads the scales that come next, and returns their power of ten.
func (r *numberRun) scales() int {
	power := 0
	for power < maxDigits {
		k := r.next(0)
		if k != scale && (k != attached || r.words[r.at].gap != none || r.words[r.at-1].kind != inDigits) {
			break
		}
		power += r.words[r.at].value
		r.at++
	}
	return power
}
