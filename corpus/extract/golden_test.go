package extract_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// render writes statements in the form of the golden file.
func render(text string, statements []corpus.Statement) []string {
	number := map[corpus.StatementID]int{}
	for i, s := range statements {
		number[s.ID] = i + 1
	}
	var out []string
	for i, s := range statements {
		block := fmt.Sprintf("%d %s\n%s", i+1, s.Kind, s.Text)
		for _, r := range s.Reports {
			block += "\n  " + renderReport(text, r, number)
		}
		out = append(out, block)
	}
	return out
}

func renderReport(text string, r corpus.Report, number map[corpus.StatementID]int) string {
	or := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	name, role, mention, cue, content, continues := "", "", "", "", "", ""
	if s := r.Speaker; s != nil {
		name, role, mention = s.Name, s.Role, s.Mention.In(text)
		if !s.Certain {
			name += "?"
		}
	}
	if r.Cue != nil {
		cue = r.Cue.Text
	}
	if r.Content != nil {
		content = r.Content.In(text)
	}
	var quotes []string
	for _, q := range r.Quotes {
		quotes = append(quotes, q.In(text))
	}
	if r.Continues != "" {
		continues = fmt.Sprint(number[r.Continues])
	}
	fields := []string{string(r.Kind) + " " + string(r.Class), or(name), or(role), or(mention), or(cue), or(content), or(strings.Join(quotes, " … ")), or(continues)}
	return strings.Join(fields, " | ")
}

// The golden file was written by a reader of the article; it is never rewritten
// from what the program finds.
func TestBuiltinGolden(t *testing.T) {
	file, err := os.ReadFile("testdata/builtin.golden")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, block := range strings.Split(string(file), "\n\n") {
		if block = strings.TrimSpace(block); !strings.HasPrefix(block, "#") {
			want = append(want, block)
		}
	}
	text := builtin.Article().Text
	got := render(text, statementsIn(builtin.Article()))
	for i := range max(len(want), len(got)) {
		w, g := "(none)", "(none)"
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			t.Errorf("statement %d\ngot  %s\nwant %s", i+1, g, w)
		}
	}
}
