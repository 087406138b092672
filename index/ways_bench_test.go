package index

import (
	"context"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/index/indextest"
)

// BenchmarkWays asks an index of 100,000 statements in every way.
func BenchmarkWays(b *testing.B) {
	vocabulary, questions := realWords(b)
	g := indextest.NewGenerator(1, 100_000, vocabulary)
	if len(questions) == 0 {
		questions = g.Questions(400)
	}
	questions = questions[:400]
	x, err := Open(context.Background(), b.TempDir(), g, Options{})
	must(b, err)
	defer func() { must(b, x.Close()) }()
	catchUp(b, x)
	speakers, err := x.Speakers(context.Background(), corpus.Query{Limit: len(questions)})
	must(b, err)
	who := func(i int) string { return speakers[i%len(speakers)].Name }
	answers := ask(b, x, corpus.Query{Speaker: who(0), Limit: 400})
	for _, way := range []struct {
		name string
		ask  func(i int)
	}{
		{"question", func(i int) { ask(b, x, corpus.Query{Text: questions[i], Limit: 10}) }},
		{"by date", func(i int) { ask(b, x, corpus.Query{Text: questions[i], Limit: 10, Order: corpus.Oldest}) }},
		{"speaker", func(i int) { ask(b, x, corpus.Query{Speaker: who(i), Limit: 10}) }},
		{"speaker's family name", func(i int) { ask(b, x, corpus.Query{Speaker: strings.Fields(who(i))[1], Limit: 10}) }},
		{"message of 4000 characters", func(i int) {
			text := strings.Join(questions[i:min(i+80, len(questions))], ".\n")
			ask(b, x, corpus.Query{Text: text[:min(len(text), 4000)], Message: true, Limit: 10, Threshold: DefaultThreshold})
		}},
		{"ten articles", func(i int) {
			var only []corpus.ArticleRef
			for n := range 10 {
				only = append(only, corpus.ArticleRef{Article: g.Article((i*10 + n) % g.Articles).ID})
			}
			ask(b, x, corpus.Query{Text: questions[i], Only: only, Limit: 10, Threshold: DefaultThreshold})
		}},
		{"context", func(i int) {
			a := answers[i%len(answers)]
			_, err := x.Context(context.Background(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: a.Article}, Statement: a.ID})
			must(b, err)
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				for i := range questions {
					start := time.Now()
					way.ask(i)
					took = append(took, time.Since(start))
				}
			}
			reportQuantiles(b, "", took)
		})
	}
}
