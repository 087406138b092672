package parse

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"verbatim/internal/golden"
)

// Pages as news sites lay them out. The text that is wanted was written by
// hand; how much of it is found, and how much else, is measured in words.
func TestLayouts(t *testing.T) {
	files, err := filepath.Glob("testdata/layouts/*.html")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d layouts, %v; want ten", len(files), err)
	}
	sum := 0.0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			p := parseLayout(t, file)
			want := readTestFile(t, strings.TrimSuffix(file, ".html")+".txt")
			precision, recall, f1 := overlap(p.text, want)
			t.Logf("%-10s precision %.3f recall %.3f F1 %.3f", name, precision, recall, f1)
			sum += f1
			if f1 < 0.96 {
				t.Errorf("F1 %.3f, want 0.96\ngot:\n%s\nwant:\n%s", f1, p.text, want)
			}
			checkGolden(t, strings.TrimSuffix(file, ".html")+".json", p)
		})
	}
	if mean := sum / float64(len(files)); mean < 0.99 {
		t.Errorf("mean F1 %.4f, want 0.99", mean)
	} else {
		t.Logf("mean F1 %.4f over %d layouts", mean, len(files))
	}
}

func parseLayout(t testing.TB, file string) page {
	t.Helper()
	at, err := url.Parse("https://www.harbourpost.example/news/12345")
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePage(context.Background(), readTestFile(t, file), at)
	if err != nil {
		t.Fatalf("parse %s: %v", file, err)
	}
	return p
}

// checkGolden compares what a page says of itself, and its paragraphs.
func checkGolden(t *testing.T, file string, p page) {
	t.Helper()
	got, err := json.MarshalIndent(map[string]any{
		"title": p.title, "publisher": p.publisher, "author": p.author, "published": p.published, "language": p.language,
		"canonical": p.canonical, "feed": p.feed, "paragraphs": strings.Split(p.text, "\n\n"),
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	golden.Check(t, file, string(got), "")
}

func readTestFile(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// overlap is the precision, recall and F1 of got's words against want's.
func overlap(got, want string) (precision, recall, f1 float64) {
	g, w := bag(got), bag(want)
	hits, of, in := 0, 0, 0
	for word, n := range g {
		of += n
		hits += min(n, w[word])
	}
	for _, n := range w {
		in += n
	}
	if hits == 0 {
		return 0, 0, 0
	}
	precision, recall = float64(hits)/float64(of), float64(hits)/float64(in)
	return precision, recall, 2 * precision * recall / (precision + recall)
}

func bag(text string) map[string]int {
	out := map[string]int{}
	for _, word := range strings.Fields(lowerWords(text)) {
		out[word]++
	}
	return out
}
