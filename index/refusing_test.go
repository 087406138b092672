package index

import (
	"slices"
	"testing"

	"verbatim/corpus"
)

// A question without an answer gets the reason that a person can act upon, and what is nearest.
func TestRefusals(t *testing.T) {
	x, _ := open(t, dated("a", "2024-03-02", "Ann Lee said that the mill would reopen. The mill was closed for a year. Tom Hill said that the ferry was late."))
	const sure = 1 // no statement is
	tests := []struct {
		name    string
		query   corpus.Query
		reason  corpus.Reason
		unknown []string
		near    bool
	}{
		{"a word that no article holds", corpus.Query{Text: "Did the mill buy Quorvex?"}, corpus.UnknownWords, []string{"buy", "quorvex"}, true},
		{"nothing but such words", corpus.Query{Text: "zeppelin hangar"}, corpus.UnknownWords, []string{"zeppelin", "hangar"}, false},
		{"the way of asking is no such word", corpus.Query{Text: "What did Tom Hill claim about the mill?"}, corpus.NotSure, nil, true},
		{"another speaker", corpus.Query{Text: "ferry", Speaker: "Ann Lee"}, corpus.NotSaid, nil, false},
		{"dates", corpus.Query{Text: "mill", Since: "2025-01-01"}, corpus.FilteredOut, nil, false},
		{"a phrase", corpus.Query{Text: `"reopen mill"`}, corpus.FilteredOut, nil, false},
		{"a list within dates", corpus.Query{Speaker: "Ann Lee", Since: "2025-01-01"}, corpus.FilteredOut, nil, false},
		{"not sure", corpus.Query{Text: "mill closed"}, corpus.NotSure, nil, true},
		{"not sure, by date", corpus.Query{Text: "mill closed", Order: corpus.Newest}, corpus.NotSure, nil, true},
		{"a message", corpus.Query{Text: "They say the zeppelin flew over the mill.", Message: true}, corpus.NotSure, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.query.Limit, tt.query.Nearest, tt.query.Threshold = 3, 2, sure
			got, err := x.Search(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Answers) > 0 || got.Refusal.Reason != tt.reason || !slices.Equal(got.Refusal.Unknown, tt.unknown) {
				t.Errorf("got %q, %+v, want %s with %q", texts(got.Answers), got.Refusal, tt.reason, tt.unknown)
			}
			if (len(got.Nearest) > 0) != tt.near || len(got.Nearest) > 2 || !slices.IsSortedFunc(got.Nearest, byConfidence) {
				t.Errorf("nearest are %q, want some: %v", texts(got.Nearest), tt.near)
			}
		})
	}
	got, err := x.Search(t.Context(), corpus.Query{Text: "mill closed", Limit: 3, Nearest: 2})
	if err != nil || len(got.Answers) == 0 || got.Refusal.Reason != "" || got.Nearest != nil {
		t.Errorf("an answered question: got %+v, %v", got, err)
	}
}
