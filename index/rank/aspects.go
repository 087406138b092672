package rank

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/index/wording"
)

// aspect is a kind of thing that a question asks for or a text holds.
type aspect uint16

const (
	aspectName    aspect = 1 << iota // a name that is not in the question
	aspectPlace                      // a name after "in", "at", "near" …
	aspectNumber                     // a number, in digits or words
	aspectYear                       // 1999
	aspectDate                       // a month, a weekday, a time of day
	aspectPercent                    // a part of a hundred
	aspectMoney                      // an amount of money
	aspectReason                     // "because", "due to", "so that"
	aspectSpan                       // a length of time or space
	aspectBefore                     // a word that comes before places
)

// askedAspects maps the phrases that ask for an aspect to it, longer phrases first.
var askedAspects = []struct {
	phrase string
	aspect aspect
}{
	{"how much money", aspectMoney}, {"how many", aspectNumber}, {"how much", aspectNumber}, {"how long", aspectSpan},
	{"how old", aspectNumber}, {"how far", aspectSpan}, {"how tall", aspectSpan}, {"how large", aspectNumber},
	{"how big", aspectNumber}, {"how often", aspectNumber}, {"how high", aspectSpan}, {"what year", aspectYear},
	{"which year", aspectYear}, {"what date", aspectDate}, {"what day", aspectDate}, {"what month", aspectDate},
	{"what time", aspectDate}, {"what decade", aspectYear}, {"what century", aspectDate}, {"what percentage", aspectPercent},
	{"what percent", aspectPercent}, {"what number", aspectNumber}, {"what amount", aspectNumber},
	{"what country", aspectName}, {"which country", aspectName}, {"what city", aspectName}, {"which city", aspectName},
	{"what state", aspectName}, {"what person", aspectName}, {"what company", aspectName}, {"which company", aspectName},
	{"what was the name", aspectName}, {"what is the name", aspectName}, {"who", aspectName}, {"whom", aspectName},
	{"whose", aspectName}, {"when", aspectDate | aspectYear}, {"where", aspectPlace}, {"why", aspectReason},
}

// aspectsAsked returns the aspects that a question in normalised words asks for.
func aspectsAsked(sequence []string) aspect {
	text := " " + strings.Join(sequence, " ") + " "
	for _, a := range askedAspects {
		if strings.Contains(text, " "+a.phrase+" ") {
			return a.aspect
		}
	}
	return 0
}

var (
	dateWords = wording.WordSet(`january february march april may june july august september october november december
		monday tuesday wednesday thursday friday saturday sunday morning evening noon midnight today yesterday tomorrow
		century decade spring summer autumn winter`)
	countWords = wording.WordSet(`two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
		seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
		million millions billion billions trillion dozen dozens half third quarter twice once one`)
	percentWords = wording.WordSet(`percent percentage per-cent`)
	moneyWords   = wording.WordSet(`dollar dollars euro euros pound pounds cent cents yen rouble rubles yuan rial rials`)
	reasonWords  = wording.WordSet(`because due owing reason reasons cause caused since therefore so order`)
	spanWords    = wording.WordSet(`year years month months week weeks day days hour hours minute minutes second seconds mile miles
		kilometre kilometres kilometer kilometers km metre metres meter meters foot feet inch inches centuries decades`)
	placeWords = wording.WordSet(`in at near from to of outside inside across on around between`)
)

// knownAspect is a word of a statement that may have an aspect, whatever is asked.
type knownAspect struct {
	term     string
	position int32
	is       aspect
	mayName  bool // it is a name too, unless it is in the question
	place    bool // as a name it is a place
}

// aspectsOf returns the words of a text that may have an aspect.
func aspectsOf(text string, stems *wording.Stemmer) []knownAspect {
	var all []knownAspect
	var buf []byte
	eachAspectWord(text, func(word string, a knownAspect) {
		if a.mayName {
			buf = wording.Normalise(buf[:0], word)
			a.term = stems.Term(buf)
		}
		all = append(all, a)
	})
	return all
}

// in returns the word's aspects where it is in the question or not.
func (a *knownAspect) in(asked bool) aspect {
	switch {
	case !a.mayName || asked:
		return a.is
	case a.place:
		return a.is | aspectName | aspectPlace
	}
	return a.is | aspectName
}

// eachAspectWord calls visit for each word of a text that may have an aspect, without its term.
func eachAspectWord(text string, visit func(word string, a knownAspect)) {
	place, position := false, 0
	wording.EachWord(text, func(start, end int) {
		word := text[start:end]
		a := knownAspect{position: int32(position), place: place}
		switch c := word[0]; {
		case wording.IsDigit(c):
			a.is = digitAspects(text, start, end)
		case 'a' <= c && c <= 'z':
			if len(word) <= longestAspect {
				a.is = wordAspects[word]
			}
		default:
			a.is, a.mayName = capitalAspects(word, position == 0)
		}
		if a.is != 0 || a.mayName {
			visit(word, a)
		}
		place = a.is&aspectBefore != 0 || place && word == "the"
		position++
	})
}

// digitAspects returns the aspects of a number in digits.
func digitAspects(text string, start, end int) aspect {
	is := aspectNumber
	if end-start == 4 && text[start:end] >= "1000" && text[start:end] <= "2100" {
		is |= aspectYear
	}
	if strings.HasPrefix(text[end:], "%") {
		is |= aspectPercent
	}
	if before := text[:start]; strings.HasSuffix(before, "$") || strings.HasSuffix(before, "£") || strings.HasSuffix(before, "€") {
		is |= aspectMoney
	}
	return is
}

// capitalAspects returns the aspects of a word that may begin with a capital letter, and whether
// it may be a name too.
func capitalAspects(word string, first bool) (is aspect, mayName bool) {
	if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) {
		return 0, false
	}
	low := strings.ToLower(word)
	is = wordAspects[low]
	return is, is&aspectDate == 0 && (!first || !wording.IsStop([]byte(low)))
}

// longestAspect is the length of the longest word with an aspect.
const longestAspect = 12

// wordAspects holds the aspects of words in lower case.
var wordAspects = func() map[string]aspect {
	all := make(map[string]aspect)
	for _, a := range [...]struct {
		words  map[string]struct{}
		aspect aspect
	}{
		{dateWords, aspectDate}, {countWords, aspectNumber}, {percentWords, aspectPercent | aspectNumber},
		{moneyWords, aspectMoney}, {reasonWords, aspectReason}, {spanWords, aspectSpan}, {placeWords, aspectBefore},
	} {
		for w := range a.words {
			all[w] |= a.aspect
		}
	}
	return all
}()
