package evidence

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/store"
)

// BenchmarkPage makes the page of the built-in article, and of one of a megabyte
// of its sentences: reading, taking apart, marking and writing.
func BenchmarkPage(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "verbatim.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	short := builtin.Article()
	long := short
	long.ID, long.Text = "long", strings.Repeat(short.Text+"\n\n", 1<<20/len(short.Text))
	if _, err := s.Put(b.Context(), short, long); err != nil {
		b.Fatal(err)
	}
	l := links(b, "https://verbatim.example", "a secret")
	pages := New(l, admin.New(admin.Options{Store: s}), languages(b), tally{}, slog.New(slog.DiscardHandler))
	for name, a := range map[string]corpus.Article{"builtin": short, "megabyte": long} {
		b.Run(name, func(b *testing.B) {
			to := l.To("", corpus.ArticleRef{Article: a.ID}, "")
			b.SetBytes(int64(len(a.Text)))
			for b.Loop() {
				if resp, _ := get(b, pages, to, "en"); resp.StatusCode != 200 {
					b.Fatalf("status %d", resp.StatusCode)
				}
			}
		})
	}
}
