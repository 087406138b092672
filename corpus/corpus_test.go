package corpus_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		name, in string
		want     corpus.Date
		day      string
		fails    bool
	}{
		{name: "unknown", in: "", want: "", day: ""},
		{name: "blank is unknown", in: "  ", want: "", day: ""},
		{name: "a day", in: "2022-11-05", want: "2022-11-05", day: "5 November 2022"},
		{name: "a moment", in: "2022-11-05T23:30:00-02:00", want: "2022-11-05T23:30:00-02:00", day: "6 November 2022"},
		{name: "surrounding space", in: " 2022-11-05\n", want: "2022-11-05", day: "5 November 2022"},
		{name: "no such day", in: "2022-02-30", fails: true},
		{name: "words", in: "yesterday", fails: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := corpus.ParseDate(tt.in)
			if (err != nil) != tt.fails {
				t.Fatalf("ParseDate(%q) error = %v, want failure %v", tt.in, err, tt.fails)
			}
			if got != tt.want {
				t.Errorf("ParseDate(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if got.Day() != tt.day {
				t.Errorf("Day() = %q, want %q", got.Day(), tt.day)
			}
		})
	}
}

func TestDateOf(t *testing.T) {
	if got := corpus.DateOf(time.Time{}); got != "" {
		t.Errorf("DateOf(zero) = %q, want unknown", got)
	}
	moment := time.Date(2026, 3, 1, 12, 0, 0, 999, time.FixedZone("", 3600))
	if got, want := corpus.DateOf(moment), corpus.Date("2026-03-01T11:00:00Z"); got != want {
		t.Errorf("DateOf = %q, want %q", got, want)
	}
}

func TestSpan(t *testing.T) {
	outer := corpus.Span{Start: 2, End: 8}
	tests := []struct {
		name               string
		in                 corpus.Span
		contains, overlaps bool
	}{
		{"inside", corpus.Span{Start: 3, End: 5}, true, true},
		{"the same", outer, true, true},
		{"over the edge", corpus.Span{Start: 5, End: 9}, false, true},
		{"touching before", corpus.Span{Start: 0, End: 2}, false, false},
		{"touching after", corpus.Span{Start: 8, End: 9}, false, false},
	}
	for _, tt := range tests {
		if got := outer.Contains(tt.in); got != tt.contains {
			t.Errorf("%s: Contains = %v, want %v", tt.name, got, tt.contains)
		}
		if got := outer.Overlaps(tt.in); got != tt.overlaps {
			t.Errorf("%s: Overlaps = %v, want %v", tt.name, got, tt.overlaps)
		}
	}
	if got := outer.In("0123456789"); got != "234567" || outer.Len() != len(got) {
		t.Errorf("In = %q, Len = %d", got, outer.Len())
	}
}

// The shape of the JSON is a contract with those who read it.
func TestJSONShape(t *testing.T) {
	answer := corpus.Answer{
		ID: "s", Article: "a", Quotes: []corpus.Span{}, Also: []corpus.Citation{},
		Cue:     &corpus.Cue{Span: corpus.Span{Start: 1, End: 2}, Text: "said"},
		Mention: &corpus.Mention{Span: corpus.Span{Start: 3, End: 4}, Text: "he"},
	}
	statement := corpus.Statement{ID: "s", Reports: []corpus.Report{{
		Quotes:  []corpus.Span{{Start: 1, End: 2}},
		Speaker: &corpus.Speaker{Name: "n", Mention: corpus.Span{Start: 5, End: 6}, Aliases: []string{"m"}},
	}}}
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"answer", answer, `{"id":"s","article":"a","title":"","publisher":"","url":"","published":"","origin":"","start":0,"end":0,"text":"","kind":"","class":"","quotes":[],"content":null,"cue":{"start":1,"end":2,"text":"said"},"mention":{"start":3,"end":4},"speaker":"","role":"","certain":false,"probability":0,"corrected":false,"also":[],"score":0,"confidence":0}`},
		{"statement", statement, `{"id":"s","start":0,"end":0,"text":"","kind":"","reports":[{"kind":"","class":"","quotes":[{"start":1,"end":2}],"content":null,"cue":null,"continues":null,"speaker":{"name":"n","role":"","kind":"","certain":false,"mention":{"start":5,"end":6}},"probability":0}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := json.Marshal(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(string(got), "Aliases") {
				t.Error("aliases are for searching only and must not be printed")
			}
		})
	}
}
