package parse

import (
	"net/url"
	"path/filepath"
	"testing"
)

// BenchmarkPage reads the ten layouts, as they come from a site.
func BenchmarkPage(b *testing.B) {
	files, err := filepath.Glob("testdata/layouts/*.html")
	if err != nil || len(files) == 0 {
		b.Fatalf("%d layouts, %v", len(files), err)
	}
	at, err := url.Parse("https://www.harbourpost.example/news/12345")
	if err != nil {
		b.Fatal(err)
	}
	var pages []string
	size := 0
	for _, file := range files {
		pages = append(pages, readTestFile(b, file))
		size += len(pages[len(pages)-1])
	}
	b.SetBytes(int64(size / len(pages)))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, err := parsePage(b.Context(), pages[n%len(pages)], at); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDo reads the same through Do, with what goes to another process and
// comes back.
func BenchmarkDo(b *testing.B) {
	source := readTestFile(b, "testdata/layouts/classic.html")
	c := NewClient(Here)
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Page(b.Context(), PageRequest{Document: Document{Body: []byte(source)}, ContentType: "text/html", URL: "https://www.harbourpost.example/news/12345"}); err != nil {
			b.Fatal(err)
		}
	}
}
