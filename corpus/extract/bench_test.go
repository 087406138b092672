package extract

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// go test -bench . -cpu 1 ./corpus/extract
func BenchmarkStatements(b *testing.B) {
	article := builtin.Article()
	benchmarks := []struct {
		name string
		text string
	}{
		{"article", article.Text},
		{"long", strings.Repeat(article.Text+"\n\n", 100)},
		{"marks", strings.Repeat(`"`, 1<<18)},
		{"marks apart", strings.Repeat(`" `, 1<<17)},
		{"capitals", strings.Repeat("Ab ", 1<<16)},
		{"said", strings.Repeat("said ", 1<<16)},
	}
	for _, bb := range benchmarks {
		b.Run(bb.name, func(b *testing.B) {
			a := corpus.Article{ID: "benchmark", Language: "en", Text: bb.text}
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				Statements(a)
			}
		})
	}
}

var news = flag.String("news", "", "file of articles, a line {\"id\",\"text\"} each, for BenchmarkNews")

// go test -run '^$' -bench News -cpu 1 ./corpus/extract -news FILE.jsonl
func BenchmarkNews(b *testing.B) {
	if *news == "" {
		b.Skip("-news names no file of articles")
	}
	f, err := os.Open(*news)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var articles []corpus.Article
	size := 0
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var line struct {
			ID   corpus.ArticleID `json:"id"`
			Text string           `json:"text"`
		}
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			b.Fatal(err)
		}
		articles = append(articles, corpus.Article{ID: line.ID, Text: line.Text})
		size += len(line.Text)
	}
	if err := in.Err(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range articles {
			Statements(a)
		}
	}
}
