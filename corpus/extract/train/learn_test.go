package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
)

func TestLearnSpeakersIsDeterministic(t *testing.T) {
	text := builtin.Article().Text
	var articles []Labelled
	for i := range 8 {
		a := Labelled{ID: corpus.ArticleID(fmt.Sprint(i)), Text: text}
		for _, s := range extracttest.Statements(t, builtin.Article()) {
			for _, r := range s.Reports {
				if r.Speaker == nil || r.Cue == nil {
					continue
				}
				q := LabelledQuote{Kind: r.Kind, Cue: r.Cue.Text, Speaker: r.Speaker.Name, SpeakerType: "name", SpeakerSpan: r.Speaker.Mention}
				if r.Content != nil {
					q.Span = *r.Content
				} else {
					q.Span = r.Quotes[0]
				}
				a.Quotes = append(a.Quotes, q)
			}
		}
		articles = append(articles, a)
	}
	first, summary, err := LearnSpeakers(articles, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(summary, "direct speakers right: 100.0 %") {
		t.Errorf("eight times the same article, and the models do not know it by heart:\n%s", summary)
	}
	second, _, err := LearnSpeakers(articles, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range first {
		if !slices.Equal(first[name], second[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
	if len(first) != 3 {
		t.Errorf("%d files, want 3", len(first))
	}
}

func TestSameName(t *testing.T) {
	tests := []struct {
		form, labelled, found string
		want                  bool
	}{
		{"name", "Ann Lee", "Lee", true},
		{"name", "Ann Lee’s", "ANN LEE", true},
		{"name", "Martin Hope Jr.", "Hope", true},
		{"name", "Ann Lee", "Ann", false},
		{"nominal", "critics of the plan", "critics", true},
		{"org", "the Ministry", "Foreign Ministry", true},
		{"name", "", "Ann", false},
	}
	for _, tt := range tests {
		if got := sameName(&LabelledQuote{Speaker: tt.labelled, SpeakerType: tt.form}, tt.found); got != tt.want {
			t.Errorf("sameName(%s %q, %q) = %v, want %v", tt.form, tt.labelled, tt.found, got, tt.want)
		}
	}
}
