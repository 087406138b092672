package admin_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
)

// manyArticles is how many articles the benchmarks work on.
const manyArticles = 10_000

// file is that many articles of about twenty statements each, to import.
func file(b *testing.B) string {
	b.Helper()
	var out strings.Builder
	for i := range manyArticles {
		text := fmt.Sprintf("This is article %d. %s", i, builtin.Article().Text)
		line, err := json.Marshal(map[string]string{"id": fmt.Sprint("a", i), "title": fmt.Sprint("Article ", i), "text": text})
		if err != nil {
			b.Fatal(err)
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.String()
}

func BenchmarkImport(b *testing.B) {
	in := file(b)
	for b.Loop() {
		b.StopTimer()
		d, _ := deskOf(b)
		b.StartTimer()
		if _, err := d.Import(b.Context(), corpus.ByOperator, home, strings.NewReader(in)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(manyArticles*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// go test -run '^$' -bench . -benchtime 1x ./corpus/desk
func BenchmarkDesk(b *testing.B) {
	d, s := deskOf(b)
	if _, err := d.Import(b.Context(), corpus.ByOperator, home, strings.NewReader(file(b))); err != nil {
		b.Fatal(err)
	}
	b.Run("completion", func(b *testing.B) {
		for b.Loop() {
			if list, err := d.Articles(b.Context(), home, "article 99", 25); err != nil || len(list) != 25 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("status/first", func(b *testing.B) {
		for b.Loop() {
			fresh := admin.New(admin.Options{Store: s})
			if status, err := fresh.Status(b.Context(), home); err != nil || status.Articles != manyArticles {
				b.Fatal(status, err)
			}
		}
	})
	b.Run("status/again", func(b *testing.B) {
		if _, err := d.Status(b.Context(), home); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := d.Status(b.Context(), home); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("export", func(b *testing.B) {
		for b.Loop() {
			var out strings.Builder
			if err := d.Export(b.Context(), corpus.ByOperator, home, &out); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("takedown", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			a, _, err := s.Article(b.Context(), home, corpus.ArticleID(fmt.Sprint("a", i)))
			if err != nil {
				b.Fatal(err)
			}
			if n, err := d.Takedown(b.Context(), corpus.ByOperator, home, a.ID, extracttest.Statements(b, a)[0].ID); err != nil || n != 1 {
				b.Fatal(n, err)
			}
		}
	})
}
