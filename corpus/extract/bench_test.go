package extract_test

import (
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
				statementsIn(a)
			}
		})
	}
}
