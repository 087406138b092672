package worker

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus/parse"
)

// newsPages are ordinary pages: articles in the layouts that parse is tested with,
// each with as much around it as a news page has, which is about 100 kB.
func newsPages(b *testing.B) (pages [][]byte) {
	b.Helper()
	paths, err := filepath.Glob("../parse/testdata/layouts/*.html")
	if err != nil || len(paths) < 5 {
		b.Fatalf("%d pages, %v", len(paths), err)
	}
	around := strings.Repeat(`<li class="teaser"><a href="/news/harbour-reopens"><img src="/a.jpg" alt=""><span>Harbour reopens after the storm</span></a></li>`+"\n", 700)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		at := bytes.LastIndex(text, []byte("</body>"))
		if at < 0 {
			b.Fatalf("%s has no end", path)
		}
		page := append(bytes.Clone(text[:at]), "<aside><ul>"+around+"</ul></aside></body></html>"...)
		pages = append(pages, page)
	}
	return pages
}

// What it costs that pages are read in a child: pages a second in this process and
// in a child, in the same run.
func BenchmarkDo(b *testing.B) {
	pages := newsPages(b)
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	p := New(Options{Argv: []string{self, asChild}})
	b.Cleanup(p.Close)
	for _, where := range []struct {
		name string
		do   func(ctx context.Context, job string, payload ...[]byte) ([]byte, error)
	}{{"here", parse.Here}, {"child", p.Do}} {
		b.Run(where.name, func(b *testing.B) {
			client := parse.NewClient(where.do)
			n := 0
			for b.Loop() {
				page, err := client.Page(b.Context(), parse.PageRequest{
					Document: parse.Document{Body: pages[n%len(pages)]}, ContentType: "text/html; charset=utf-8", URL: "https://news.example/a",
				})
				if err != nil || page.Text == "" {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
