package extract_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

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
			if _, err := extract.Statements(b.Context(), a); err != nil {
				b.Fatal(err)
			}
		}
	}
}
