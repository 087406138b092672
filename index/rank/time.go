package rank

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/index/wording"
)

// When is the time that a question asks to look in and the order that it asks for.
type When struct {
	Since, Until time.Time    // the first and the last day, in UTC; zero: no bound
	Order        corpus.Order // corpus.Best if it asks for none

	from, to int   // half-open positions of the words of the time in the question
	order    []int // positions of the words of the order
}

// Bounded reports whether the question names a time.
func (w When) Bounded() bool { return !w.Since.IsZero() || !w.Until.IsZero() }

// newestWords and oldestWords ask for an order.
var (
	newestWords = wording.WordSet(`latest newest recent recently lately`)
	oldestWords = wording.WordSet(`oldest earliest`)
)

// whenAsked finds out which time a question of these words names, as it is asked at a moment. A
// time that is yet to come is none: nothing has been published then.
func whenAsked(words []string, now time.Time) When {
	var w When
	p := timeParser{words: words, today: now.UTC().Truncate(24 * time.Hour)}
	for i := 0; i < len(p.words) && !w.Bounded(); i++ {
		if since, until, to := p.rangeAt(i); to > i && !since.After(p.today) && (until.IsZero() || !until.Before(since)) {
			w.Since, w.Until, w.from, w.to = since, until, i, to
		}
	}
	for i, word := range p.words {
		if w.from <= i && i < w.to {
			continue
		}
		saying := i+1 < len(p.words) && isIn(sayingVerbs, p.words[i+1])
		order := corpus.Best
		switch {
		case isIn(newestWords, word) || word == "last" && saying:
			order = corpus.Newest
		case isIn(oldestWords, word) || word == "first" && saying:
			order = corpus.Oldest
		}
		if order != corpus.Best {
			w.Order, w.order = order, append(w.order, i)
		}
	}
	return w
}

// omitting returns the question without the words of the order, and of the time if timeToo is set.
func omitting(q *Question, w When, timeToo bool) *Question {
	gone := func(at int) bool {
		return timeToo && w.from <= at && at < w.to || slices.Contains(w.order, at)
	}
	out := *q
	out.Words = slices.DeleteFunc(slices.Clone(q.Words), func(one Word) bool { return gone(one.at) })
	dropPlain(&out)
	out.Plain = withoutWords(q, gone)
	return &out
}

// naming returns the question for passages that name the time.
func naming(q *Question, w When) *Question {
	out := omitting(q, w, false)
	for _, one := range q.Words {
		if w.from <= one.at && one.at < w.to {
			out.Near = append(out.Near, one.Term)
		}
	}
	return out
}

// withoutWords returns the text of the question without some of its words.
func withoutWords(q *Question, gone func(int) bool) string {
	var b strings.Builder
	kept := 0
	for i, place := range q.places {
		if !gone(i) || place.Start < kept {
			continue
		}
		b.WriteString(strings.TrimRight(q.Plain[kept:place.Start], " "))
		kept = place.End
	}
	b.WriteString(q.Plain[kept:])
	return strings.TrimSpace(b.String())
}

// timeParser finds times in the words of a question.
type timeParser struct {
	words []string
	today time.Time
}

// word returns word i, or "" if there is none.
func (p timeParser) word(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i]
}

// rangeAt returns the first and the last day of the time that is named from word i on, and the
// end of its words, or 0 if none is named there.
func (p timeParser) rangeAt(i int) (since, until time.Time, to int) {
	switch w := p.word(i); w {
	case "between", "from":
		if a, b, to := p.pairAt(i + 1); to > 0 {
			return a.first, b.last, to
		}
		if m := p.momentAfter(i + 1); w == "from" && m.to > 0 {
			return m.first, m.last, m.to
		}
	case "since", "after":
		if m := p.momentAfter(i + 1); m.to > 0 {
			if w == "after" {
				m.first = m.last.AddDate(0, 0, 1)
			}
			return m.first, time.Time{}, m.to
		}
	case "before", "until", "till":
		if m := p.momentAfter(i + 1); m.to > 0 {
			if w == "before" {
				m.last = m.first.AddDate(0, 0, -1)
			}
			return time.Time{}, m.last, m.to
		}
	case "in", "during", "on", "of":
		m := p.momentAfter(i + 1)
		fits := m.to > 0 && (w != "on" || m.kind == ofDay) && (w != "in" || m.kind != ofDay) && (w != "of" || m.kind != ofMonth || m.dated)
		if fits {
			return m.first, m.last, m.to
		}
	default:
		m := p.momentAt(i)
		obvious := m.kind == ofSpan || m.kind != ofYear && m.dated || m.kind == ofYear && i > 0 && m.to == len(p.words) && !wording.IsStop([]byte(p.word(i-1)))
		if m.to > 0 && obvious {
			return m.first, m.last, m.to
		}
	}
	return time.Time{}, time.Time{}, 0
}

// pairAt returns the two times of "… and …" or "… to …" from word i on, and the end of their
// words, or 0.
func (p timeParser) pairAt(i int) (a, b moment, to int) {
	if a = p.momentAfter(i); a.to == 0 {
		return a, b, 0
	}
	switch p.word(a.to) {
	case "and", "to", "until", "till", "through":
	default:
		return a, b, 0
	}
	if b = p.momentAfter(a.to + 1); b.to == 0 {
		return a, b, 0
	}
	if !a.dated && (a.kind == ofMonth || a.kind == ofDay) {
		years := b.first.Year() - a.first.Year()
		a.first, a.last = a.shift(years)
		if a.first.After(b.first) {
			a.first, a.last = a.shift(-1)
		}
	}
	return a, b, b.to
}

// momentKind is the length of a moment.
type momentKind int

// The kinds of moments.
const (
	ofDay momentKind = iota
	ofMonth
	ofYear
	ofSpan // a day or more that is counted from today: "last week"
)

// moment is a time that a question names.
type moment struct {
	first, last time.Time // days
	kind        momentKind
	dated       bool // a day or a month with its year
	to          int  // the end of its words, 0 if there is no moment
}

// shift returns the days of a moment some years later.
func (m moment) shift(years int) (first, last time.Time) {
	first = m.first.AddDate(years, 0, 0)
	if m.kind == ofMonth {
		return first, first.AddDate(0, 1, -1)
	}
	return first, m.last.AddDate(years, 0, 0)
}

// partsOfTime are the words that may stand between a preposition and a time.
var partsOfTime = wording.WordSet(`the early late mid end beginning start middle of`)

// momentAfter returns the moment after a preposition, which may be "the end of June". A month
// or a year right after "the" is none: "the march", "the 2024 report".
func (p timeParser) momentAfter(i int) moment {
	for isIn(partsOfTime, p.word(i)) {
		i++
	}
	m := p.momentAt(i)
	if p.word(i-1) == "the" && (m.kind == ofMonth || m.kind == ofYear) {
		return moment{}
	}
	return m
}

// momentAt returns the moment that word i begins.
func (p timeParser) momentAt(i int) moment {
	for _, one := range [...]func(int) moment{p.isoAt, p.monthAt, p.dayAt, p.yearAt} {
		if m := one(i); m.to > 0 {
			return m
		}
	}
	return relativeAt(p, i)
}

// isoAt returns a day in figures, "2026 05 03".
func (p timeParser) isoAt(i int) moment {
	if len(p.word(i)) != 4 || len(p.word(i+1)) != 2 || len(p.word(i+2)) != 2 {
		return moment{}
	}
	t, err := time.Parse(time.DateOnly, strings.Join(p.words[i:i+3], "-"))
	if err != nil {
		return moment{}
	}
	return moment{first: t, last: t, kind: ofDay, dated: true, to: i + 3}
}

// yearAt returns a year.
func (p timeParser) yearAt(i int) moment {
	y, ok := yearOf(p.word(i))
	if !ok {
		return moment{}
	}
	first := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	return moment{first: first, last: first.AddDate(1, 0, -1), kind: ofYear, to: i + 1}
}

// The years that a question may name.
const earliestYear, latestYear = 1400, 2200

// yearOf returns the year that a word is.
func yearOf(word string) (int, bool) {
	y, err := strconv.Atoi(word)
	return y, err == nil && len(word) == 4 && earliestYear <= y && y <= latestYear
}

// months are the names of the months, and short forms of them.
var months = func() map[string]time.Month {
	all := map[string]time.Month{"sept": time.September}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		all[name], all[name[:3]] = m, m
	}
	return all
}()

// monthAt returns a month, or a day that is named after its month: "October", "October 2025",
// "May 3rd", "May 3 2026".
func (p timeParser) monthAt(i int) moment {
	m, ok := months[p.word(i)]
	if !ok {
		return moment{}
	}
	if d, ok := dayOf(p.word(i + 1)); ok {
		return p.day(d, m, i+2)
	}
	year, dated := yearOf(p.word(i + 1))
	if !dated {
		year = p.today.Year()
	}
	first := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
	if dated {
		return moment{first: first, last: first.AddDate(0, 1, -1), kind: ofMonth, dated: true, to: i + 2}
	}
	if first.After(p.today) {
		first = first.AddDate(-1, 0, 0)
	}
	return moment{first: first, last: first.AddDate(0, 1, -1), kind: ofMonth, to: i + 1}
}

// dayAt returns a day that is named before its month: "3 May", "3rd of May 2026".
func (p timeParser) dayAt(i int) moment {
	d, ok := dayOf(p.word(i))
	if !ok {
		return moment{}
	}
	if i++; p.word(i) == "of" {
		i++
	}
	m, ok := months[p.word(i)]
	if !ok {
		return moment{}
	}
	return p.day(d, m, i+1)
}

// day returns a day of which the year follows, or else its last one up to today.
func (p timeParser) day(d int, m time.Month, to int) moment {
	year, dated := yearOf(p.word(to))
	if dated {
		to++
	} else if year = p.today.Year(); time.Date(year, m, d, 0, 0, 0, 0, time.UTC).After(p.today) {
		year--
	}
	t := time.Date(year, m, d, 0, 0, 0, 0, time.UTC)
	if t.Month() != m {
		return moment{} // 31 April
	}
	return moment{first: t, last: t, kind: ofDay, dated: dated, to: to}
}

// dayOf returns the day of a month that a word is: "3", "3rd".
func dayOf(word string) (int, bool) {
	for _, ending := range [...]string{"st", "nd", "rd", "th"} {
		word = strings.TrimSuffix(word, ending)
	}
	d, err := strconv.Atoi(word)
	return d, err == nil && len(word) <= 2 && 1 <= d && d <= 31
}
