package parse

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

const newestWanted = 2_000

// pageOfWords is a page with room for what is not an article.
func pageOfWords(head string) string {
	return "<!doctype html><html><head><title>T</title>" + head + "</head><body><p>" + strings.Join(council.Paragraphs, "<p>") + "</body></html>"
}

// rssFeed is a feed with one entry and room for more.
func rssFeed(channel string) string {
	return `<rss version="2.0" xmlns:x="http://x.example/"><channel><title>T</title>` + channel + `</channel></rss>`
}

func atomFeed(entry string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>E</title><link href="/e"/><updated>2025-01-02T03:04:05Z</updated>` + entry + `</entry></feed>`
}

// hostileDocument is a document that is made to take memory or time.
type hostileDocument struct {
	name string
	body func() string
	read func(ctx context.Context, c Client, d Document) (string, error)
	want string // of what was read; where err is nil
	err  error
	says string
	most uint64 // bytes that are taken beside the document's own, in MiB; 0: 200
}

func asPage(ctx context.Context, c Client, d Document) (string, error) {
	p, err := c.Page(ctx, PageRequest{Document: d, ContentType: "text/html", URL: "https://news.example/a"})
	return fmt.Sprintf("%s, %d paragraphs", p.Title, strings.Count(p.Text, "\n\n")+1), err
}

func asFeed(ctx context.Context, c Client, d Document) (string, error) {
	feed, err := c.Feed(ctx, ListRequest{Document: d, Newest: newestWanted})
	return fmt.Sprintf("%s, %d of %d", feed.Title, len(feed.Entries), feed.Named), err
}

func asSitemap(ctx context.Context, c Client, d Document) (string, error) {
	sitemap, err := c.Sitemap(ctx, ListRequest{Document: d, Newest: newestWanted})
	return fmt.Sprintf("%d of %d", len(sitemap.Pages), sitemap.PagesNamed), err
}

func asRobots(ctx context.Context, c Client, d Document) (string, error) {
	rules, err := c.Robots(ctx, RobotsRequest{Document: d, Product: "Verbatim"})
	return fmt.Sprintf("%d rules", len(rules.Paths)), err
}

func asFile(name string) func(context.Context, Client, Document) (string, error) {
	return func(ctx context.Context, c Client, d Document) (string, error) {
		p, err := c.File(ctx, FileRequest{Document: d, Name: name})
		return fmt.Sprintf("%d bytes", len(p.Text)), err
	}
}

func hostileDocuments() []hostileDocument {
	r := strings.Repeat
	read := fmt.Sprintf("T, %d paragraphs", len(council.Paragraphs))
	return []hostileDocument{
		{name: "an RSS item of elements that never end", body: func() string { return rssFeed("<item><link>/a</link>" + r("<x:a>", 2_600_000)) }, read: asFeed, err: corpus.ErrTooCostly, says: "nested deeper than 200"},
		{name: "an Atom entry of nested elements", body: func() string { return atomFeed(r("<x>", 2_000_000) + r("</x>", 2_000_000)) }, read: asFeed, err: corpus.ErrTooCostly, says: "nested deeper than 200"},
		{name: "nested elements that another charset hides", body: func() string {
			return `<?xml version="1.0" encoding="utf-16"?>` + rssFeed("<item><link>/a</link>"+r("<x:a>", 500_000))
		}, read: asFeed, err: corpus.ErrTooCostly, says: "nested deeper than 200"},
		{name: "a sitemap of nested elements", body: func() string { return "<urlset><url><loc>/a</loc>" + r("<a>", 2_600_000) }, read: asSitemap, err: corpus.ErrTooCostly, says: "nested deeper than 200"},
		{name: "a JSON Feed of nested lists", body: func() string {
			return `{"version":"https://jsonfeed.org/version/1","items":[` + r("[", 3_000_000)
		}, read: asFeed, err: corpus.ErrTooCostly, says: "nested deeper than 64"},
		{name: "namespaces without end", body: func() string {
			var b strings.Builder
			for i := range 150 {
				fmt.Fprintf(&b, `<x:a xmlns:a%d="b" xmlns:b%d="c">`, i, i)
			}
			return rssFeed("<item>" + b.String())
		}, read: asFeed, err: corpus.ErrTooCostly, says: "namespaces"},

		{name: "paragraphs that never end", body: func() string { return r("<p>", 22_000_000) }, read: asPage, err: corpus.ErrTooLarge, says: "more than 200000 elements"},
		{name: "links that never end", body: func() string { return r("<a>", 21_000_000) }, read: asPage, err: corpus.ErrTooLarge, says: "more than 200000 elements"},
		{name: "end tags", body: func() string { return r("</i>", 10_000_000) }, read: asPage, err: corpus.ErrTooLarge, says: "more than 200000 ends of elements"},
		{name: "attributes", body: func() string { return pageOfWords("<meta" + r(" a", 10_000_000) + ">") }, read: asPage, err: corpus.ErrTooLarge, says: "more than 500000 attributes"},
		{name: "one element in another", body: func() string { return r("<div>", 100_000) }, read: asPage, err: corpus.ErrTooCostly, says: "nested deeper than 512"},
		{name: "many nests", body: func() string { return r(r("<div>", 400)+"x"+r("</div>", 400), 400) }, read: asPage, err: corpus.ErrTooCostly, says: "nested deeply"},
		{name: "formatting that never ends", body: func() string {
			var b strings.Builder
			for i := range 400 {
				fmt.Fprintf(&b, "<b id=%d>", i)
			}
			return "<p>" + b.String() + "</p>" + r("<div>x</div>", 50_000)
		}, read: asPage, err: corpus.ErrTooCostly, says: "never closed"},
		{name: "text without end", body: func() string { return pageOfWords("") + r("word ", 6<<20) }, read: asPage, err: corpus.ErrTooLarge, says: "more than 24 MiB"},

		{name: "JSON-LD of empty objects", body: func() string {
			return pageOfWords(`<script type="application/ld+json">[` + r(`{"":0},`, 9_000_000) + `0]</script>`)
		}, read: asPage, want: read},
		{name: "JSON-LD of nested lists", body: func() string {
			return pageOfWords(`<script type="application/ld+json">` + r("[", 3_000_000) + "</script>")
		}, read: asPage, want: read},
		{name: "JSON-LD of a few nested lists", body: func() string {
			return pageOfWords(`<script type="application/ld+json">` + r("[", 500_000) + "</script>")
		}, read: asPage, want: read},
		{name: "JSON-LD that refers to itself", body: func() string {
			return pageOfWords(`<script type="application/ld+json">{"@type":"Article","author":[` + r(`{"@id":"#a"},`, 8_000) + `{"@id":"#a","name":[` + r(`"",`, 8_000) + `""]}]}</script>`)
		}, read: asPage, want: read},
		{name: "other scripts", body: func() string { return pageOfWords("<script>" + r("a<b;", 10_000_000) + "</script>") }, read: asPage, want: read},

		{name: "an RSS feed of empty items", body: func() string { return rssFeed(r("<item/>", 1_300_000)) }, read: asFeed, want: "T, 0 of 0", most: 300},
		{name: "a JSON Feed of empty items", body: func() string {
			return `{"version":"https://jsonfeed.org/version/1","title":"T","items":[` + r("{},", 3_000_000) + "{}]}"
		}, read: asFeed, want: "T, 0 of 0", most: 300},
		{name: "an RSS feed of many items", body: func() string {
			var b strings.Builder
			for i := range 100_000 {
				fmt.Fprintf(&b, "<item><link>/%d</link></item>", i)
			}
			return rssFeed(b.String())
		}, read: asFeed, want: "T, 2000 of 100000", most: 900},
		{name: "an item that is too large, and another", body: func() string {
			return rssFeed("<item><link>/a</link>" + r("<x:a/>", 50_000) + "</item><item><link>/b</link></item>")
		}, read: asFeed, want: "T, 2 of 2"},
		{name: "an item of many kinds of elements, and another", body: func() string {
			return rssFeed("<item><link>/a</link><x:b>" + r("<x:a/>", 50_000) + "</x:b></item><item><link>/b</link></item>")
		}, read: asFeed, want: "T, 1 of 2"},
		{name: "elements before the first item", body: func() string { return rssFeed(r("<x:a/>", 1_000_000) + "<item><link>/b</link></item>") }, read: asFeed, err: corpus.ErrTooLarge, says: "beside its entries"},
		{name: "many authors", body: func() string { return atomFeed(r("<author><name>Annie</name></author>", 26_000)) }, read: asFeed, want: "T, 1 of 1"},
		{name: "very many authors", body: func() string { return atomFeed(r("<author><name>Annie</name></author>", 100_000)) }, read: asFeed, want: "T, 1 of 1"},
		{name: "sections of text", body: func() string {
			return rssFeed("<item><link>/a</link><x:a>" + r("<![CDATA[x]]>", 300_000) + "</x:a></item>")
		}, read: asFeed, want: "T, 0 of 1"},

		{name: "a sitemap of many pages", body: func() string { return "<urlset>" + r("<url><loc>/a</loc></url>", 500_000) + "</urlset>" }, read: asSitemap, want: "1 of 1"},
		{name: "a sitemap's element of many attributes", body: func() string { return "<urlset><url" + r(` a="b"`, 1_000_000) + "><loc>/a</loc></url></urlset>" }, read: asSitemap, err: corpus.ErrTooLarge, says: "attributes"},
		{name: "a sitemap of one long address", body: func() string { return "<urlset><url><loc>/" + r("a", 40<<20) + "</loc></url></urlset>" }, read: asSitemap, want: "1 of 1", most: 300},
		{name: "a sitemap of empty entries", body: func() string { return "<urlset>" + r("<url/>", 9_000_000) + "</urlset>" }, read: asSitemap, want: "0 of 0"},
		{name: "a sitemap of long titles", body: func() string {
			var b strings.Builder
			for i := range 2000 {
				fmt.Fprintf(&b, `<url><loc>/%d%s</loc></url>`, i, r("a", 4000))
			}
			return "<urlset>" + b.String() + "</urlset>"
		}, read: asSitemap, want: "1047 of 2000"},
		{name: "a feed of long titles", body: func() string {
			var b strings.Builder
			for i := range 2000 {
				fmt.Fprintf(&b, `<item><link>/%d</link><title>%s</title></item>`, i, r("word ", 800))
			}
			return rssFeed(b.String())
		}, read: asFeed, want: "T, 1047 of 2000"},
		{name: "a text of bytes that are in no charset", body: func() string { return r("\xff", 30<<20) }, read: asFile("a.md"), err: corpus.ErrTooLarge, says: "more than 12 MiB"},
		{name: "a page of bytes that are in no charset", body: func() string { return pageOfWords(r("\xff", 40<<20)) }, read: asPage, err: corpus.ErrTooLarge, says: "not in UTF-8"},
		{name: "a feed of bytes that are in no charset", body: func() string { return rssFeed(r("\xff", 40<<20)) }, read: asFeed, err: corpus.ErrTooLarge, says: "not in UTF-8"},
		{name: "robots.txt of many rules", body: func() string { return "User-agent: *\n" + r("Disallow: /x\n", 1_000_000) }, read: asRobots, want: "5000 rules", most: 300},
		{name: "a text of line breaks", body: func() string { return "a" + r("\n", corpus.MaxText-2) + "b" }, read: asFile("a.txt"), want: fmt.Sprintf("%d bytes", corpus.MaxText)},
		{name: "Markdown of nested quotations", body: func() string { return r(">", 1_000_000) + "a" }, read: asFile("a.md"), err: corpus.ErrTooCostly, says: "nested deeper than 50"},
		{name: "Markdown of nested items", body: func() string { return r("1. ", 100_000) + "a" }, read: asFile("a.md"), err: corpus.ErrTooCostly, says: "nested deeper than 50"},
		{name: "Markdown of indented items", body: func() string {
			var b strings.Builder
			for i := range 500 {
				b.WriteString(r("  ", i) + "- a\n")
			}
			return b.String()
		}, read: asFile("a.md"), err: corpus.ErrTooCostly, says: "nested deeper than 50"},
		{name: "Markdown of links that never end", body: func() string { return r("[a](", 100_000) }, read: asFile("a.md"), err: corpus.ErrTooCostly, says: "too many marks"},
		{name: "Markdown of emphasis that never ends", body: func() string { return r("*a ", 1_000_000) }, read: asFile("a.md"), err: corpus.ErrTooCostly, says: "too many marks"},
		{name: "a wide table in Markdown", body: func() string {
			return "|" + r("a|", 20_000) + "\n|" + r("-|", 20_000) + "\n" + r("|a\n", 20_000)
		}, read: asFile("a.md"), err: corpus.ErrTooLarge, says: "cells"},
		{name: "a page of ampersands", body: func() string { return pageOfWords("") + r("&", 2<<20) }, read: asPage, want: fmt.Sprintf("T, %d paragraphs", len(council.Paragraphs))},
	}
}

// What is made to take memory or time is refused in words, or read as far as it
// makes sense, within little more memory than it has itself.
func TestHostileDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	for _, tt := range hostileDocuments() {
		t.Run(tt.name, func(t *testing.T) {
			d := doc(tt.body())
			most := max(tt.most, 200) << 20
			debug.FreeOSMemory()
			before := heapHeld()
			got, err := tt.read(t.Context(), NewClient(Here), d)
			after := heapHeld()
			if !errors.Is(err, tt.err) || err == nil && got != tt.want || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %s, %v, want %s, %v: …%s…", got, err, tt.want, tt.err, tt.says)
			}
			if grown := after - min(before, after); grown > most {
				t.Errorf("the heap grew by %d MiB, want at most %d", grown>>20, most>>20)
			}
		})
	}
}

// heapHeld is the memory that the heap has from the system, which it gives back
// slowly.
func heapHeld() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapSys - m.HeapReleased
}

// A reading ends soon after its context, whatever it reads.
func TestHostileDocumentsAreCancelled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	for _, tt := range hostileDocuments() {
		t.Run(tt.name, func(t *testing.T) {
			d := doc(tt.body())
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			defer cancel()
			<-ctx.Done()
			begun := time.Now()
			if got, err := tt.read(ctx, NewClient(Here), d); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %s, %v", got, err)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// robots.txt is matched in steps that grow with the rules and the path together.
func TestRobotsAreMatchedInLinearTime(t *testing.T) {
	r := strings.Repeat
	star := "User-agent: *\n"
	tests := []struct{ name, robots, path string }{
		{"many rules", star + r("Disallow: /*"+r("a", 85)+"b\n", 5_000), "/" + r("a", 4_000)},
		{"many rules whose letters are there", star + r("Disallow: /*"+r("a", 85)+"b\n", 5_000), "/b" + r("a", 4_000)},
		{"long rules of many stars", star + r("Disallow: /"+r("aaaaaaaaa*", 200)+"b\n", 250), "/b" + r("a", 4_000)},
		{"one star after each letter", star + r("Disallow: /"+r("a*", 1_000)+"b$\n", 250), "/b" + r("a", 4_000)},
	}
	for _, tt := range tests {
		rules := robotsOf(t, tt.robots)
		took := time.Hour
		for range 5 {
			begun := time.Now()
			if !allows(t, rules, tt.path) {
				t.Errorf("%s: disallowed", tt.name)
			}
			took = min(took, time.Since(begun))
		}
		t.Logf("%s: %d rules, %s", tt.name, len(rules.Paths), took)
		if took > 2*time.Second {
			t.Errorf("%s: %s for one address", tt.name, took)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := robotsOf(t, tests[0].robots).Allows(ctx, "/"); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}
