package rank

import (
	"strings"
	"unicode"
	"unicode/utf8"
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
	dateWords = wordSet(`january february march april may june july august september october november december
		monday tuesday wednesday thursday friday saturday sunday morning evening noon midnight today yesterday tomorrow
		century decade spring summer autumn winter`)
	countWords = wordSet(`two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
		seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
		million millions billion billions trillion dozen dozens half third quarter twice once one`)
	percentWords = wordSet(`percent percentage per-cent`)
	moneyWords   = wordSet(`dollar dollars euro euros pound pounds cent cents yen rouble rubles yuan rial rials`)
	reasonWords  = wordSet(`because due owing reason reasons cause caused since therefore so order`)
	spanWords    = wordSet(`year years month months week weeks day days hour hours minute minutes second seconds mile miles
		kilometre kilometres kilometer kilometers km metre metres meter meters foot feet inch inches centuries decades`)
	placeWords = wordSet(`in at near from to of outside inside across on around between`)
)

// eachAspect calls visit for each word of a text that has any aspect, with the word's
// position. The function known reports whether a word is in the question.
func eachAspect(text string, known func(word string) bool, visit func(is aspect, position int)) {
	place, position := false, 0
	EachWord(text, func(start, end int) {
		word := text[start:end]
		is := aspect(0)
		switch c := word[0]; {
		case isDigit(c):
			is = digitAspects(text, start, end)
		case 'a' <= c && c <= 'z':
			if len(word) <= longestAspect {
				is = wordAspects[word]
			}
		default:
			is = capitalAspects(word, position == 0, known)
		}
		if place && is&aspectName != 0 {
			is |= aspectPlace
		}
		if is != 0 {
			visit(is, position)
		}
		place = is&aspectBefore != 0 || place && word == "the"
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

// capitalAspects returns the aspects of a word that may begin with a capital letter.
func capitalAspects(word string, first bool, known func(string) bool) aspect {
	if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) {
		return 0
	}
	low := strings.ToLower(word)
	is := wordAspects[low]
	if is&aspectDate != 0 || known(word) || first && IsStop([]byte(low)) {
		return is
	}
	return is | aspectName
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
