package rank

import (
	"strconv"
	"strings"
	"time"

	"verbatim/index/wording"
)

// relativeAt returns a time that is counted from today: "yesterday", "last week", "this month",
// "the past three days", "two weeks ago".
func relativeAt(p timeParser, i int) moment {
	w := p.word(i)
	switch w {
	case "today":
		return spanOf(p.today, p.today, i+1)
	case "yesterday":
		return spanOf(p.today.AddDate(0, 0, -1), p.today.AddDate(0, 0, -1), i+1)
	case "last", "previous", "past", "this", "current":
		return nextTo(p, w, i+1)
	}
	if n, ok := countOf(w); ok {
		if unit, ok := unitOf(p.word(i + 1)); ok && p.word(i+2) == "ago" {
			first := begin(unit, back(p, unit, n))
			return spanOf(first, unit.end(first), i+3)
		}
	}
	return moment{}
}

// nextTo returns the time of "last week", "this month", "last March" or "the past three days",
// of which word i is the second.
func nextTo(p timeParser, w string, i int) moment {
	this := w == "this" || w == "current"
	if unit, ok := unitOf(p.word(i)); ok {
		switch {
		case w == "past":
			return spanOf(back(p, unit, 1), p.today, i+1)
		case this:
			first := begin(unit, p.today)
			return spanOf(first, unit.end(first), i+1)
		}
		first := begin(unit, begin(unit, p.today).AddDate(0, 0, -1))
		return spanOf(first, unit.end(first), i+1)
	}
	if n, ok := countOf(p.word(i)); ok && !this {
		if unit, ok := unitOf(p.word(i + 1)); ok {
			return spanOf(back(p, unit, n), p.today, i+2)
		}
		return moment{}
	}
	if _, ok := months[p.word(i)]; ok && !this {
		if m := p.monthAt(i); m.kind == ofMonth && !m.dated {
			return spanOf(m.first, m.last, m.to)
		}
	}
	return moment{}
}

// spanOf returns the moment between two days.
func spanOf(first, last time.Time, to int) moment {
	return moment{first: first, last: last, kind: ofSpan, to: to}
}

// unit is a unit of time.
type unit int

// The units of time.
const (
	unitDay unit = iota
	unitWeek
	unitMonth
	unitYear
)

// unitOf returns the unit that a word is.
func unitOf(word string) (unit, bool) {
	switch strings.TrimSuffix(word, "s") {
	case "day":
		return unitDay, true
	case "week":
		return unitWeek, true
	case "month":
		return unitMonth, true
	case "year":
		return unitYear, true
	}
	return 0, false
}

// back returns the day some units before today.
func back(p timeParser, u unit, n int) time.Time {
	switch u {
	case unitWeek:
		return p.today.AddDate(0, 0, -7*n)
	case unitMonth:
		first := time.Date(p.today.Year(), p.today.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -n, 0)
		return first.AddDate(0, 0, min(p.today.Day(), first.AddDate(0, 1, -1).Day())-1) // 31 July is a month before 31 August
	case unitYear:
		return p.today.AddDate(-n, 0, 0)
	}
	return p.today.AddDate(0, 0, -n)
}

// begin returns the first day of the unit that a day is in. Weeks begin on Monday.
func begin(u unit, day time.Time) time.Time {
	switch u {
	case unitWeek:
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case unitMonth:
		return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
	case unitYear:
		return time.Date(day.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return day
}

// end returns the last day of the unit that begins on a day.
func (u unit) end(first time.Time) time.Time {
	switch u {
	case unitWeek:
		return first.AddDate(0, 0, 6)
	case unitMonth:
		return first.AddDate(0, 1, -1)
	case unitYear:
		return first.AddDate(1, 0, -1)
	}
	return first
}

// few is the number that "a few" means.
const few = 5

// maxCount is the most units that are counted back.
const maxCount = 500

// countOf returns the number that a word is: "3", "three", "a", "few".
func countOf(word string) (int, bool) {
	switch word {
	case "a", "an":
		return 1, true
	case "few":
		return few, true
	}
	if n, ok := wording.SmallNumber(word); ok {
		return n, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && 1 <= n && n <= maxCount
}
