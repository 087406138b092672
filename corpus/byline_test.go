package corpus_test

import (
	"testing"

	"verbatim/corpus"
)

func TestByline(t *testing.T) {
	certain := corpus.Answer{
		Kind: corpus.Direct, Speaker: "Anna Lind", Role: "the harbour master", Certain: true,
		Mention: &corpus.Mention{Text: "she"}, Cue: &corpus.Cue{Text: "said"},
		Title: "Gates", Publisher: "The Quay", URL: "https://quay.example/1", Published: "2024-03-02", Origin: corpus.OriginFetched,
	}
	where := corpus.Provenance{Title: "Gates", Publisher: "The Quay", URL: "https://quay.example/1", Published: "2024-03-02"}
	tests := []struct {
		name   string
		change func(*corpus.Answer)
		want   corpus.Byline
	}{
		{"certain", func(*corpus.Answer) {},
			corpus.Byline{Provenance: where, Speaker: "Anna Lind", Role: "the harbour master", Cue: "said"}},
		{"not certain", func(a *corpus.Answer) { a.Certain = false },
			corpus.Byline{Provenance: where, Mention: "she", Cue: "said"}},
		{"not certain, and the article's word is a name", func(a *corpus.Answer) { a.Certain, a.Mention.Text = false, "Lind" },
			corpus.Byline{Provenance: where, Cue: "said"}},
		{"certain without a name", func(a *corpus.Answer) { a.Speaker = " " },
			corpus.Byline{Provenance: where, Mention: "she", Cue: "said"}},
		{"without a mention", func(a *corpus.Answer) { a.Certain, a.Mention = false, nil },
			corpus.Byline{Provenance: where, Cue: "said"}},
		{"without a cue", func(a *corpus.Answer) { a.Cue = nil },
			corpus.Byline{Provenance: where, Speaker: "Anna Lind", Role: "the harbour master"}},
		{"narrated", func(a *corpus.Answer) { a.Kind = corpus.Narrated },
			corpus.Byline{Provenance: where, Narrated: true}},
		{"corrected, reworded, changed", func(a *corpus.Answer) { a.Corrected, a.Reworded, a.PageChanged = true, "2024-03-03", "2024-03-04" },
			corpus.Byline{Provenance: where, Speaker: "Anna Lind", Role: "the harbour master", Cue: "said", Corrected: true, Reworded: "2024-03-03", PageChanged: "2024-03-04"}},
		{"supplied: the publisher is a claim", func(a *corpus.Answer) { a.Origin = corpus.OriginPasted },
			corpus.Byline{
				Provenance: corpus.Provenance{Title: "Gates", Supplied: true, URL: "https://quay.example/1", Published: "2024-03-02"},
				Speaker:    "Anna Lind", Role: "the harbour master", Cue: "said",
			}},
		{"built in", func(a *corpus.Answer) { a.Origin, a.Publisher = corpus.OriginBuiltin, "" },
			corpus.Byline{
				Provenance: corpus.Provenance{Title: "Gates", Builtin: true, URL: "https://quay.example/1", Published: "2024-03-02"},
				Speaker:    "Anna Lind", Role: "the harbour master", Cue: "said",
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, mention, cue := certain, *certain.Mention, *certain.Cue
			a.Mention, a.Cue = &mention, &cue
			tt.change(&a)
			if got := a.Byline(); got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestReportByline(t *testing.T) {
	const text = "“It leaks,” Lind said. “It does,” she said."
	speaker := func(certain bool, start, end int) *corpus.Speaker {
		return &corpus.Speaker{Name: "Anna Lind", Role: "engineer", Certain: certain, Mention: corpus.Span{Start: start, End: end}}
	}
	said := &corpus.Cue{Text: "said"}
	lind, she := len("“It leaks,” "), len("“It leaks,” Lind said. “It does,” ")
	tests := []struct {
		name   string
		report corpus.Report
		want   corpus.Byline
	}{
		{"certain", corpus.Report{Cue: said, Speaker: speaker(true, she, she+3)}, corpus.Byline{Speaker: "Anna Lind", Role: "engineer", Cue: "said"}},
		{"not certain", corpus.Report{Cue: said, Speaker: speaker(false, she, she+3)}, corpus.Byline{Mention: "she", Cue: "said"}},
		{"not certain, and a name", corpus.Report{Cue: said, Speaker: speaker(false, lind, lind+4)}, corpus.Byline{Cue: "said"}},
		{"a mention beyond the text", corpus.Report{Speaker: speaker(false, she, len(text)+1)}, corpus.Byline{}},
		{"no speaker", corpus.Report{Cue: said, Corrected: true}, corpus.Byline{Cue: "said", Corrected: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.report.Byline(text); got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}
