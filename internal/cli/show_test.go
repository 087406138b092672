package cli

import (
	"strings"
	"testing"
	"verbatim/corpus"
)

func TestShowAnswers(t *testing.T) {
	const text = "“It is safe,” she said, but added the gates “leak a little.”"
	answer := corpus.Answer{
		ID: "s", Article: "quay-1", Title: "Harbour gates", Publisher: "The Quay", URL: "https://quay.example/1", Published: "2024-03-02",
		Origin: corpus.OriginImported, Span: corpus.Span{Start: 100, End: 100 + len(text)}, Text: text,
		Kind: corpus.Direct, Quotes: []corpus.Span{{Start: 103, End: 103 + len("It is safe,")}},
		Cue: &corpus.Cue{Text: "said"}, Mention: &corpus.Mention{Text: "she"},
		Speaker: "Anna Lind", Role: "the harbour master", Certain: true,
	}
	uncertain, narrated, goesOn, corrected := answer, answer, answer, answer
	uncertain.Certain = false
	narrated.Kind, narrated.Quotes, narrated.Cue, narrated.Speaker = corpus.Narrated, nil, nil, ""
	goesOn.Cue = nil
	corrected.Corrected = true
	hostile := answer
	hostile.Title, hostile.Speaker = "A\x1b[2Jtitle", "Anna\u202eLind"
	tests := []struct {
		name   string
		answer corpus.Answer
		want   []string
		not    []string
	}{
		{"certain", answer, []string{
			"1. Anna Lind, the harbour master — “said”\n", "\n   │ “It is safe,”\n", "In the article: " + text + "\n",
			"“Harbour gates”, The Quay, 2 March 2024\n   https://quay.example/1\n", "reported, not verified; attributed automatically\n",
		}, nil},
		{"uncertain", uncertain, []string{"1. speaker not identified (the article's word: “she”) — “said”\n"}, []string{"Anna", "harbour master"}},
		{"narrated", narrated, []string{"1. the article's own words\n", "│ " + text}, []string{"In the article", "attributed", "Anna"}},
		{"goes on", goesOn, []string{"1. Anna Lind, the harbour master — going on from the sentence before\n"}, []string{"said”"}},
		{"corrected", corrected, []string{"corrected by a moderator"}, nil},
		{"hostile", hostile, []string{"A\ufffd[2Jtitle", "Anna\ufffdLind"}, []string{"\x1b", "\u202e"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := showAnswers([]corpus.Answer{tt.answer}, style{})
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("got\n%swant %q in it", got, want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(got, not) {
					t.Errorf("got\n%swant no %q in it", got, not)
				}
			}
		})
	}
	often := answer
	for _, id := range []corpus.ArticleID{"quay-1", "b", "b", "c", "d", "e", "f", "g", "h"} {
		often.Also = append(often.Also, corpus.Citation{Article: id, Title: "In " + string(id)})
	}
	got := showAnswers([]corpus.Answer{often}, style{})
	if n := strings.Count(got, "also in “In "); n != 5 || strings.Count(got, "“In b”") != 1 || !strings.Contains(got, "also in 2 more\n") {
		t.Errorf("got\n%swant 5 other articles named and 2 counted", got)
	}
	unknown := corpus.Answer{Kind: corpus.Narrated, Text: "x", Span: corpus.Span{End: 1}, Article: "n-1", Origin: corpus.OriginImported}
	if got, want := showAnswers([]corpus.Answer{unknown}, style{}), `article "n-1", publisher unknown, date unknown`; !strings.Contains(got, want) {
		t.Errorf("got\n%swant %q in it", got, want)
	}
}

// Whatever is shown fits the width, and no word is lost or changed.
func TestWrap(t *testing.T) {
	text := "The harbour reopens on Monday, Lind said. " + strings.Repeat("ö", 100) + " fits no line.\n\nA paragraph."
	lines := wrap(text, 20)
	if got, want := strings.Join(strings.Fields(strings.Join(lines, " ")), " "), strings.Join(strings.Fields(text), " "); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, l := range lines {
		if n := len([]rune(l)); n > 20 && strings.Contains(l, " ") {
			t.Errorf("%q has %d characters, want at most 20", l, n)
		}
	}
}

// A mark indents all lines of a message, at any width.
func TestMessagesKeepTheirMark(t *testing.T) {
	for _, columns := range []int{0, 30, 80} {
		out := page{style: style{columns: columns}}
		out.message("  ", "1 of its files could not be read: there is no text in it")
		for line := range strings.Lines(out.String()) {
			if !strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "   ") {
				t.Errorf("%d columns: %q, want it indented by two", columns, line)
			}
		}
	}
}
