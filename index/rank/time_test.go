package rank

import (
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/index/wording"
)

// thursday is when the questions of these tests are asked.
var thursday = time.Date(2026, 6, 11, 15, 30, 0, 0, time.UTC)

func TestWhen(t *testing.T) {
	tests := []struct{ question, since, until, rest string }{
		{"What did the baker say in 2025?", "2025-01-01", "2025-12-31", "baker"},
		{"what was said about the mill 2024", "2024-01-01", "2024-12-31", "said mill"},
		{"Who closed the mill in October 2025?", "2025-10-01", "2025-10-31", "closed mill"},
		{"who closed the mill in october", "2025-10-01", "2025-10-31", "closed mill"},
		{"who closed the mill in may", "2026-05-01", "2026-05-31", "closed mill"},
		{"who closed the mill in the end of May", "2026-05-01", "2026-05-31", "closed mill"},
		{"who closed the mill last March", "2026-03-01", "2026-03-31", "closed mill"},
		{"who closed the mill on 3 May", "2026-05-03", "2026-05-03", "closed mill"},
		{"who closed the mill on May 3rd, 2024", "2024-05-03", "2024-05-03", "closed mill"},
		{"who closed the mill on 2024-05-03", "2024-05-03", "2024-05-03", "closed mill"},
		{"who closed the mill on the 12th of June", "2025-06-12", "2025-06-12", "closed mill"},
		{"who closed the mill today", "2026-06-11", "2026-06-11", "closed mill"},
		{"who closed the mill yesterday", "2026-06-10", "2026-06-10", "closed mill"},
		{"who closed the mill this week", "2026-06-08", "2026-06-14", "closed mill"},
		{"what happened at the mill last week", "2026-06-01", "2026-06-07", "happened mill"},
		{"who closed the mill in the past week", "2026-06-04", "2026-06-11", "closed mill"},
		{"who closed the mill last month", "2026-05-01", "2026-05-31", "closed mill"},
		{"who closed the mill this year", "2026-01-01", "2026-12-31", "closed mill"},
		{"who closed the mill in the last three days", "2026-06-08", "2026-06-11", "closed mill"},
		{"who closed the mill two weeks ago", "2026-05-25", "2026-05-31", "closed mill"},
		{"who closed the mill a month ago", "2026-05-01", "2026-05-31", "closed mill"},
		{"what has the baker said since March", "2026-03-01", "", "baker"},
		{"what has the baker said since last year", "2025-01-01", "", "baker"},
		{"what did the baker say after 2024", "2025-01-01", "", "baker"},
		{"what did the baker say before 2024", "", "2023-12-31", "baker"},
		{"what did the baker say until May 2025", "", "2025-05-31", "baker"},
		{"who closed the mill between May and July", "2025-05-01", "2025-07-31", "closed mill"},
		{"who closed the mill between November and February", "2025-11-01", "2026-02-28", "closed mill"},
		{"who closed the mill from May to July 2024", "2024-05-01", "2024-07-31", "closed mill"},
		{"who closed the mill between 2020 and 2022", "2020-01-01", "2022-12-31", "closed mill"},

		{"how much flour will they grind by 2035", "", "", "flour grind 2035"},
		{"how much flour will they grind in 2035", "", "", "flour grind 2035"},
		{"who opened the 2024 fair", "", "", "opened 2024 fair"},
		{"who fell ill before the march", "", "", "fell ill march"},
		{"since when is the mill shut", "", "", "mill shut"},
		{"may the baker march on", "", "", "baker march"},
		{"who counted 1900 loaves", "", "", "counted 1900 loaves"},
		{"who closed the mill on 31 April", "", "", "closed mill 31 april"},
	}
	stems := wording.NewStemmer()
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			q, err := ParseQuestion(tt.question, stems)
			must(t, err)
			when := q.When(thursday)
			if since, until := day(when.Since), day(when.Until); since != tt.since || until != tt.until {
				t.Errorf("got %q to %q, want %q to %q", since, until, tt.since, tt.until)
			}
			rest := ""
			for _, w := range q.Timeless(when).Words {
				if rest != "" {
					rest += " "
				}
				rest += w.Text
			}
			if rest != tt.rest {
				t.Errorf("got the other words %q, want %q", rest, tt.rest)
			}
		})
	}
}

// day is a day as text, "" if there is none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func TestWhenOrders(t *testing.T) {
	stems := wording.NewStemmer()
	for question, want := range map[string]corpus.Order{
		"latest on the mill":                    corpus.Newest,
		"what did the baker say recently":       corpus.Newest,
		"what did the baker last say of flour":  corpus.Newest,
		"the most recent words about the mill":  corpus.Newest,
		"when did the baker first say so":       corpus.Oldest,
		"the oldest report of the mill":         corpus.Oldest,
		"who was first in the sack race":        corpus.Best,
		"what did the baker say last week":      corpus.Best,
		"latest on the mill since October 2025": corpus.Newest,
	} {
		q, err := ParseQuestion(question, stems)
		must(t, err)
		if got := q.When(thursday).Order; got != want {
			t.Errorf("%q: got the order %q, want %q", question, got, want)
		}
	}
}

// The reader reads the question without its time, as it was typed.
func TestTimelessText(t *testing.T) {
	stems := wording.NewStemmer()
	q, err := ParseQuestion("What was the Baker's plan in October 2025, for flour?", stems)
	must(t, err)
	if got, want := q.Timeless(q.When(thursday)).Plain, "What was the Baker's plan, for flour?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzWhen(f *testing.F) {
	for _, s := range []string{
		"since last May", "between 3 May and 2024-02-30", "from the end of the 31st of june to", "in the past 500 years", "latest two weeks ago today",
		"29 February 2023", "before 1400", "between march and march 1999", "what did he last say in 2025", "a ago", "last week of last week",
	} {
		f.Add(s, int64(1781191800))
	}
	stems := wording.NewStemmer()
	f.Fuzz(func(t *testing.T, text string, at int64) {
		now := time.Unix(at%(1<<33), 0)
		q, err := ParseQuestion(text, stems)
		if err != nil {
			t.Skip()
		}
		w := q.When(now)
		if w.Since.After(now) {
			t.Errorf("%q asked on %v is of a time to come, from %v", text, now, w.Since)
		}
		if !w.Until.IsZero() && w.Until.Before(w.Since) {
			t.Errorf("%q: the time ends on %v, and begins on %v", text, w.Until, w.Since)
		}
		if w.Bounded() != (w.to > w.from) {
			t.Errorf("%q: the time is %v to %v, its words are %d to %d", text, w.Since, w.Until, w.from, w.to)
		}
		for _, one := range q.Timeless(w).Words {
			if w.from <= one.at && one.at < w.to {
				t.Errorf("%q: %q is of the time, and is left", text, one.Text)
			}
		}
	})
}
