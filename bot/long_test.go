package bot

import (
	"context"
	"errors"
	"strings"
	"testing"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// manyQuotes is a statement of so many quotations.
func manyQuotes(n int) corpus.Answer {
	a := said("")
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
	for _, g := range glyphs(manyQuotes(n)) {
		if g.reported {
			marked++
			if !strings.ContainsRune("a b", g.r) {
				t.Fatalf("%q is marked as reported", g.r)
			}
		}
	}
	if marked != 3*n {
		t.Errorf("%d letters are marked as reported, want %d", marked, 3*n)
	}
	pages, err := found{in: en(t), question: question{text: "q"}, answers: []corpus.Answer{manyQuotes(n)}}.pages(t.Context())
	if err != nil || len(pages) < 100 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

// Overlapping words, and those outside of the statement, are marked once.
func TestReportedLetters(t *testing.T) {
	a := said("One two three.")
	a.Start, a.End = 10, 24
	a.Content = &corpus.Span{Start: 14, End: 17}
	a.Quotes = []corpus.Span{{Start: 16, End: 20}, {Start: 2, End: 12}, {Start: 12, End: 12}, {Start: 40, End: 50}}
	var got strings.Builder
	for _, g := range glyphs(a) {
		if g.reported {
			got.WriteRune(g.r)
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
	f := found{in: en(t), question: question{text: "q"}, answers: []corpus.Answer{said("One.")}}
	if _, err := f.pages(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := inFull(ctx, en(t), f.answers); !errors.Is(err, context.Canceled) {
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
	a := said("Anna Lind said it. " + strings.Repeat("so it was then ", 1<<16) + "and it is so today again.")
	a.Content, a.Quotes = nil, nil
	if got, want := highlighted("https://a.example/", a), "https://a.example/#:~:text=Anna%20Lind%20said%20it%2E%20so,it%20is%20so%20today%20again"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	a.Text = strings.Repeat("x", 1<<20)
	if got := highlighted("https://a.example/", a); got != "https://a.example/" {
		t.Errorf("one word: got %q", got)
	}
}
