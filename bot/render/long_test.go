package render

import (
	"context"
	"errors"
	"strings"
	"testing"

	"verbatim/bot/markdown"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

// manyQuotes is a statement of so many quotations.
func manyQuotes(n int) corpus.Answer {
	a := rendertest.Said("")
	a.Content, a.Quotes = nil, nil
	var text strings.Builder
	for range n {
		text.WriteString("so “")
		from := text.Len()
		text.WriteString("a b")
		a.Quotes = append(a.Quotes, corpus.Span{Start: a.Start + from, End: a.Start + text.Len()})
		text.WriteString("” ")
	}
	a.Text = text.String()
	a.End = a.Start + len(a.Text)
	return a
}

// A statement of very many quotations is laid out in a time that grows with its
// length alone; each letter looked for in each quotation would take hours.
func TestVeryManyQuotations(t *testing.T) {
	const n = 200_000
	marked := 0
	for _, g := range Glyphs(manyQuotes(n)) {
		if g.Reported {
			marked++
			if !strings.ContainsRune("a b", g.R) {
				t.Fatalf("%q is marked as reported", g.R)
			}
		}
	}
	if marked != 3*n {
		t.Errorf("%d letters are marked as reported, want %d", marked, 3*n)
	}
	pages, err := Found{In: rendertest.English(t), Question: Question{Text: "q"}, Answers: []corpus.Answer{manyQuotes(n)}}.Pages(t.Context())
	if err != nil || len(pages) < 100 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

// Overlapping words, and those outside of the statement, are marked once.
func TestReportedLetters(t *testing.T) {
	a := rendertest.Said("One two three.")
	a.Start, a.End = 10, 24
	a.Content = &corpus.Span{Start: 14, End: 17}
	a.Quotes = []corpus.Span{{Start: 16, End: 20}, {Start: 2, End: 12}, {Start: 12, End: 12}, {Start: 40, End: 50}}
	var got strings.Builder
	for _, g := range Glyphs(a) {
		if g.Reported {
			got.WriteRune(g.R)
		} else {
			got.WriteByte('.')
		}
	}
	if want := "On..two th...."; got.String() != want {
		t.Errorf("got %q, want %q", got.String(), want)
	}
}

// Pages are laid out for as long as somebody waits for them.
func TestLayingOutEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := Found{In: rendertest.English(t), Question: Question{Text: "q"}, Answers: []corpus.Answer{rendertest.Said("One.")}}
	if _, err := f.Pages(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := InFull(ctx, rendertest.English(t), f.Answers); !errors.Is(err, context.Canceled) {
		t.Errorf("in full: got %v", err)
	}
}

// Of a very long text what can be shown in a line, or be in a link, is looked at.
func TestVeryLongNames(t *testing.T) {
	long := strings.Repeat("long ", 1<<20)
	for name, got := range map[string]string{"clip": markdown.Clip(long, 20), "shorten": markdown.Shorten(long, 20)} {
		if !strings.HasPrefix(got, "long ") || !strings.HasSuffix(got, "…") || markdown.Units(got) > 20 {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if got := markdown.Clip(strings.Repeat("é", 1<<20), 5); got != "éééé…" {
		t.Errorf("got %q", got)
	}
	a := rendertest.Said("Anna Lind said it. " + strings.Repeat("so it was then ", 1<<16) + "and it is so today again.")
	a.Content, a.Quotes = nil, nil
	if got, want := highlighted("https://a.example/", a), "https://a.example/#:~:text=Anna%20Lind%20said%20it%2E%20so,it%20is%20so%20today%20again"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	a.Text = strings.Repeat("x", 1<<20)
	if got := highlighted("https://a.example/", a); got != "https://a.example/" {
		t.Errorf("one word: got %q", got)
	}
}
