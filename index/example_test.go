package index_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
)

// ferry is an article as a source brings it.
var ferry = corpus.Article{
	ID: "ferry", Origin: corpus.OriginImported, Title: "Ferry sold", Publisher: "The Harbour Post", Published: "2024-05-01",
	Text: "The island's only ferry has been sold. “We will keep both sailors,” said Olga Brandt, the harbour master. " +
		"Tom Hill, the mayor, said that the ferry would sail in winter.",
}

// withStore calls do with a store in a folder of its own that holds the articles.
func withStore(do func(ctx context.Context, s *store.Store), articles ...corpus.Article) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example-*")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := store.Open(ctx, filepath.Join(dir, "corpus.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Put(ctx, articles...); err != nil {
		log.Fatal(err)
	}
	do(ctx, s)
}

// An index follows a store and answers from what it has read.
func Example() {
	withStore(func(ctx context.Context, s *store.Store) {
		x, err := index.OpenMemory(s, index.Options{})
		if err != nil {
			log.Fatal(err)
		}
		defer func() { _ = x.Close() }()
		if err := x.CatchUp(ctx); err != nil {
			log.Fatal(err)
		}
		found, err := x.Search(ctx, corpus.Query{Text: "Who will keep both sailors?", Limit: 1, Threshold: index.DefaultThreshold})
		if err != nil {
			log.Fatal(err)
		}
		for _, a := range found.Answers {
			fmt.Println(a.Text)
			fmt.Printf("%s: %s, %s\n", a.Speaker, a.Publisher, a.Published)
		}
	}, ferry)
	// Output:
	// “We will keep both sailors,” said Olga Brandt, the harbour master.
	// Olga Brandt: The Harbour Post, 2024-05-01
}

// Speakers completes a name.
func ExampleIndex_Speakers() {
	withStore(func(ctx context.Context, s *store.Store) {
		x, err := index.OpenMemory(s, index.Options{})
		if err != nil {
			log.Fatal(err)
		}
		defer func() { _ = x.Close() }()
		if err := x.CatchUp(ctx); err != nil {
			log.Fatal(err)
		}
		speakers, err := x.Speakers(ctx, corpus.Query{Speaker: "bra", Limit: 5})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(speakers)
	}, ferry)
	// Output: [{Olga Brandt 1}]
}

// A query can ask for the words of one speaker.
func ExampleIndex_Search_speaker() {
	withStore(func(ctx context.Context, s *store.Store) {
		x, err := index.OpenMemory(s, index.Options{})
		if err != nil {
			log.Fatal(err)
		}
		defer func() { _ = x.Close() }()
		if err := x.CatchUp(ctx); err != nil {
			log.Fatal(err)
		}
		found, err := x.Search(ctx, corpus.Query{Speaker: "Tom Hill", Limit: 5})
		if err != nil {
			log.Fatal(err)
		}
		for _, a := range found.Answers {
			fmt.Println(a.Content.In(ferry.Text))
		}
	}, ferry)
	// Output: the ferry would sail in winter
}
