package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
)

func BenchmarkPut(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "verbatim.db"), quiet())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	text := strings.Repeat("The harbour reopens on Monday, the mayor said. ", 60)
	n := 0
	_, err = s.PutAll(b.Context(), func(yield func(corpus.Article, error) bool) {
		for b.Loop() {
			n++
			if !yield(article("", fmt.Sprint(n), text), nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}
