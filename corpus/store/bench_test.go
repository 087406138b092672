package store_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
	"verbatim/index"
)

var benchArticles = flag.Int("bench-articles", 10_000, "articles of 20 statements in the benchmarks' corpora")

// onBoth runs the benchmark on SQLite and on PostgreSQL, each with a server
// that writes to the disk before it acknowledges.
func onBoth(b *testing.B, run func(b *testing.B, location string)) {
	b.Run("SQLite", func(b *testing.B) { run(b, filepath.Join(b.TempDir(), "verbatim.db")) })
	b.Run("PostgreSQL", func(b *testing.B) { run(b, storetest.Postgres(b, "fsync=on").Database(b)) })
}

func openStore(b *testing.B, location string) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), location, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// written is an article of 19 statements, two thirds of them reports.
func written(n int) corpus.Article {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	words := strings.Fields(builtin.Article().Text)
	clause := func() string {
		out := make([]string, 8+random.IntN(16))
		for i := range out {
			out[i] = strings.ToLower(strings.Trim(words[random.IntN(len(words))], ".,“”\"'’()"))
		}
		return strings.Join(out, " ")
	}
	var text strings.Builder
	for i := range 19 {
		switch i % 3 {
		case 0:
			fmt.Fprintf(&text, "Mayor Ann Lee%d said that %s. ", n%997, clause())
		case 1:
			fmt.Fprintf(&text, "“%s,” he said. ", clause())
		default:
			fmt.Fprintf(&text, "The %s. ", clause())
		}
		if i%4 == 3 {
			text.WriteString("\n\n")
		}
	}
	return corpus.Article{Origin: corpus.OriginImported, Language: "en", Title: clause(), Publisher: "The Quay",
		Published: "2026-03-01", Text: text.String()}
}

// manyTexts is how many articles differ in more than their number.
const manyTexts = 1000

// articles gives the n-th article, in little time.
func articles() func(n int) corpus.Article {
	made := make([]corpus.Article, manyTexts)
	for i := range made {
		made[i] = written(i)
	}
	return func(n int) corpus.Article {
		a := made[n%manyTexts]
		a.URL = fmt.Sprintf("https://quay.example/%07d", n)
		a.ID = corpus.ArticleID(a.URL)
		a.Text = fmt.Sprintf("This is report %d. ", n) + a.Text
		return a
	}
}

// fill puts n articles in one transaction.
func fill(b *testing.B, s *store.Store, n int) {
	b.Helper()
	article := articles()
	if _, err := s.PutAll(b.Context(), func(yield func(corpus.Article, error) bool) {
		for i := range n {
			if !yield(article(i), nil) {
				return
			}
		}
	}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStart is what verbatim does with the store before it opens the
// index: open it, and see that the built-in article is there.
func BenchmarkStart(b *testing.B) {
	onBoth(b, func(b *testing.B, location string) {
		s := openStore(b, location)
		fill(b, s, *benchArticles)
		if _, err := s.Put(b.Context(), builtin.Article()); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
		for b.Loop() {
			s := openStore(b, location)
			if a, _, err := s.Article(b.Context(), corpus.Shared, corpus.BuiltinID); err != nil || a != builtin.Article() {
				b.Fatalf("got %+v, %v, want the built-in article", a, err)
			}
			_ = s.Close()
		}
	})
}

// BenchmarkPutAll is an import: all articles in one transaction.
func BenchmarkPutAll(b *testing.B) {
	onBoth(b, func(b *testing.B, location string) {
		s := openStore(b, location)
		defer func() { _ = s.Close() }()
		n, article := 0, articles()
		if _, err := s.PutAll(b.Context(), func(yield func(corpus.Article, error) bool) {
			for b.Loop() {
				if !yield(article(n), nil) {
					return
				}
				n++
			}
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
	})
}

// BenchmarkPut is a refresh: one transaction an article.
func BenchmarkPut(b *testing.B) {
	onBoth(b, func(b *testing.B, location string) {
		s := openStore(b, location)
		defer func() { _ = s.Close() }()
		n, article := 0, articles()
		for b.Loop() {
			if _, err := s.Put(b.Context(), article(n)); err != nil {
				b.Fatal(err)
			}
			n++
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
	})
}

// BenchmarkToSearchable is how long an index takes to arrive at a store that
// is full.
func BenchmarkToSearchable(b *testing.B) {
	onBoth(b, func(b *testing.B, location string) {
		s := openStore(b, location)
		defer func() { _ = s.Close() }()
		fill(b, s, *benchArticles)
		for b.Loop() {
			x, err := index.Open(b.Context(), b.TempDir(), s, index.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := x.CatchUp(b.Context()); err != nil {
				b.Fatal(err)
			}
			_ = x.Close()
		}
		b.ReportMetric(float64(20**benchArticles*b.N)/b.Elapsed().Seconds(), "statements/s")
	})
}

// BenchmarkPutToSearchable is how long it takes from putting an article until
// it is found, in a corpus, by the process that put it and by another.
func BenchmarkPutToSearchable(b *testing.B) {
	onBoth(b, func(b *testing.B, location string) {
		s, other := openStore(b, location), openStore(b, location)
		defer func() { _, _ = s.Close(), other.Close() }()
		fill(b, s, *benchArticles)
		b.Run("same process", func(b *testing.B) { putToSearchable(b, s, s) })
		b.Run("another process", func(b *testing.B) { putToSearchable(b, other, s) })
	})
}

func putToSearchable(b *testing.B, writer, s *store.Store) {
	x, err := index.Open(b.Context(), b.TempDir(), s, index.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	if err := x.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var following sync.WaitGroup
	following.Go(func() { _ = x.Follow(ctx) })
	defer following.Wait()
	defer cancel()
	var took []time.Duration
	for b.Loop() {
		word := fmt.Sprintf("xyzzy%d", len(took))
		a := corpus.Article{Guild: "7", ID: corpus.ArticleID(word), Origin: corpus.OriginImported,
			Text: fmt.Sprintf("The %s of %s was found on the shore.", word, time.Now())}
		start := time.Now()
		if _, err := writer.Put(b.Context(), a); err != nil {
			b.Fatal(err)
		}
		for !finds(b, x, word, a.Text) {
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func finds(b *testing.B, x *index.Index, word, text string) bool {
	b.Helper()
	found, err := x.Search(b.Context(), corpus.Query{Guild: "7", Text: word, Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	return len(found.Answers) > 0 && found.Answers[0].Text == text
}
