package e2e

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"verbatim/corpus"
)

// hostileInput is something that a stranger's site answers with.
type hostileInput struct {
	name   string
	kind   corpus.SourceKind
	serve  http.HandlerFunc
	robots http.HandlerFunc // nil: the site has none
}

// text makes a document of pieces, which are made as they are sent.
type text struct {
	head, piece string
	times       int
	tail        string
}

func (d text) write(w io.Writer) {
	b := bufio.NewWriterSize(w, 64<<10)
	_, _ = b.WriteString(d.head) // who hangs up has had enough
	left := d.times
	if n := 4096/max(1, len(d.piece)) + 1; left > n {
		chunk := strings.Repeat(d.piece, n)
		for ; left >= n; left -= n {
			if _, err := b.WriteString(chunk); err != nil {
				return
			}
		}
	}
	_, _ = b.WriteString(strings.Repeat(d.piece, left))
	_, _ = b.WriteString(d.tail)
	_ = b.Flush()
}

// sent answers with documents, packed as encoding says.
func sent(contentType, encoding string, parts ...text) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		var out io.WriteCloser
		switch encoding {
		case "gzip":
			out = gzip.NewWriter(w)
		case "br":
			out = brotli.NewWriterLevel(w, 4)
		case "deflate":
			out, _ = flate.NewWriter(w, flate.BestSpeed)
		}
		if out == nil {
			for _, p := range parts {
				p.write(w)
			}
			return
		}
		w.Header().Set("Content-Encoding", encoding)
		for _, p := range parts {
			p.write(out)
		}
		_ = out.Close()
	}
}

// hostileInputs are inputs that are made to cost more than a document may, of
// every form that is read.
func hostileInputs() []hostileInput {
	var all []hostileInput
	for _, make := range []func() []hostileInput{
		hostileElements, hostileAttributes, hostileLinkedData, hostileRSS, hostileAtom, hostileJSONFeeds, hostileSitemaps,
		hostileRobots, hostileTexts, hostileAnswers,
	} {
		all = append(all, make()...)
	}
	return all
}

// hostileElements are pages of many small pieces of HTML, each once up to
// some megabytes and once up to what an answer may unpack to.
func hostileElements() []hostileInput {
	pieces := []string{
		"<p>", "<a>", "<a href=/x>", "<div>", "<b>", "<i><b>", "<table>", "<table><tr><td>", "<svg>", "<math><mi>", "<template>",
		"<select><option>", "<font color=a>", "<br>", "<!-- -->", "<img alt=a>", "<ul><li>", "<form>", "<iframe></iframe>",
		"<script></script>", "<style></style>", "<button>", "<nobr>", "<object>", "&amp;", "&", "<", "<x", "</p>", "<h1>",
		"<p>Two words. ", "<span hidden>a</span>", "\x00", "é ", "<blockquote>", "<q>", "<dl><dt>", "<details>", "<time datetime=2026-01-01>",
	}
	var all []hostileInput
	for n, piece := range pieces {
		encoding := []string{"gzip", "br", "deflate"}[n%3]
		for _, size := range []int{6 << 20, 60 << 20} {
			all = append(all, hostileInput{
				name: fmt.Sprintf("%d MB of %q, packed by %s", size>>20, piece, encoding), kind: corpus.SourcePage,
				serve: sent("text/html; charset=utf-8", encoding, text{head: "<!doctype html><title>A</title>", piece: piece, times: size / len(piece)}),
			})
		}
	}
	return all
}

func hostileAttributes() []hostileInput {
	page := func(name string, parts ...text) hostileInput {
		return hostileInput{name: name, kind: corpus.SourcePage, serve: sent("text/html", "gzip", parts...)}
	}
	return []hostileInput{
		page("one element with 4 million attributes", text{head: "<p ", piece: "a=b c ", times: 2_000_000, tail: ">Words.</p>"}),
		page("300,000 elements with 10 attributes", text{piece: "<p a b c d e f g h i j>", times: 300_000}),
		page("one attribute of 50 MB", text{head: `<p title="`, piece: "x ", times: 25_000_000, tail: `">Words.</p>`}),
		page("one comment of 50 MB that does not end", text{head: "<!--", piece: "- ", times: 25_000_000}),
		page("one script of 50 MB", text{head: "<script>", piece: "var a;", times: 8_000_000, tail: "</script>"}),
		page("one title of 50 MB", text{head: "<title>", piece: "word ", times: 10_000_000, tail: "</title>"}),
	}
}

func hostileLinkedData() []hostileInput {
	var all []hostileInput
	for _, d := range []text{
		{head: "[", piece: `{"":0},`, times: 9_000_000, tail: "0]"},
		{piece: "[", times: 3_000_000},
		{piece: `{"a":`, times: 3_000_000},
		{head: `{"articleBody":"`, piece: "words ", times: 9_000_000, tail: `"}`},
		{head: `{"a":0`, piece: `,"b":1`, times: 8_000_000, tail: "}"},
		{head: "[", piece: "1e9,", times: 12_000_000, tail: "0]"},
		{head: `"`, piece: `\u0041`, times: 8_000_000, tail: `"`},
		{head: `{"@graph":[`, piece: `{"@type":"NewsArticle","author":[{"name":"A"}]},`, times: 1_000_000, tail: "{}]}"},
		{head: "-", piece: "9", times: 40_000_000},
	} {
		d.head = `<!doctype html><title>A</title><script type="application/ld+json">` + d.head
		d.tail += "</script><p>The ferry needs ten minutes to cross the strait today.</p>"
		all = append(all, hostileInput{
			name: fmt.Sprintf("linked data: %d times %q", d.times, d.piece), kind: corpus.SourcePage, serve: sent("text/html", "gzip", d),
		})
	}
	return append(all, hostileInput{name: "linked data: a million scripts", kind: corpus.SourcePage, serve: sent("text/html", "gzip",
		text{piece: `<script type="application/ld+json">{"a":[{}]}</script>`, times: 1_000_000})})
}

func hostileRSS() []hostileInput {
	const begin = `<?xml version="1.0"?><rss version="2.0" xmlns:x="urn:x" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>A</title>`
	var all []hostileInput
	for _, d := range []text{
		{head: "<item><title>A</title>", piece: "<x:a>", times: 2_600_000},
		{head: "<item>", piece: "<media:group>", times: 2_000_000},
		{piece: "<item/>", times: 9_000_000},
		{piece: "<item><link>http://127.0.0.1:9/</link></item>", times: 1_000_000},
		{head: "<item>", piece: "<category>a</category>", times: 2_000_000, tail: "</item>"},
		{head: "<item>", piece: "<author>a@b.example (A)</author>", times: 1_000_000, tail: "</item>"},
		{head: "<item><description>", piece: "<![CDATA[a]]>", times: 4_000_000, tail: "</description></item>"},
		{head: "<item><title>", piece: "&lt;b&gt;", times: 6_000_000, tail: "</title></item>"},
		{head: "<item ", piece: `a="b" `, times: 8_000_000, tail: "/>"},
		{piece: "<!-- -->", times: 7_000_000},
		{piece: "<?a b?>", times: 8_000_000},
		{head: "<item><pubDate>", piece: "Mon, ", times: 10_000_000, tail: "</pubDate></item>"},
		{head: "<item><x:", piece: "a", times: 40_000_000, tail: "/></item>"},
	} {
		d.head = begin + d.head
		for range 2 {
			all = append(all, hostileInput{
				name: fmt.Sprintf("RSS: %d times %q", d.times, d.piece), kind: corpus.SourceFeed, serve: sent("application/rss+xml", "gzip", d),
			})
			d.times /= 10
		}
	}
	entities := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">`
	for n := range 12 {
		entities += fmt.Sprintf(`<!ENTITY %c "%s">`, 'b'+n, strings.Repeat(fmt.Sprintf("&%c;", 'a'+n), 10))
	}
	return append(all, hostileInput{name: "RSS: entities of entities", kind: corpus.SourceFeed,
		serve: sent("application/rss+xml", "", text{head: entities + `]><rss><channel><title>&l;</title><item><title>&m;</title></item></channel></rss>`})})
}

func hostileAtom() []hostileInput {
	const begin = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><title>A</title>`
	var all []hostileInput
	for _, d := range []text{
		{head: "<entry>", piece: "<author><name>Blake</name></author>", times: 26_000, tail: "</entry></feed>"},
		{head: "<entry>", piece: "<author><name>Blake</name></author>", times: 1_000_000, tail: "</entry></feed>"},
		{head: "<entry>", piece: "<contributor><name>B</name></contributor>", times: 1_000_000, tail: "</entry></feed>"},
		{head: "<entry>", piece: "<x:a>", times: 2_000_000, tail: strings.Repeat("</x:a>", 1000)},
		{head: "<entry>", piece: `<link href="/a"/>`, times: 3_000_000, tail: "</entry></feed>"},
		{head: `<entry><content type="xhtml">`, piece: `<div xmlns="http://www.w3.org/1999/xhtml">`, times: 1_000_000},
		{piece: "<entry/>", times: 6_000_000, tail: "</feed>"},
		{piece: "<entry>", times: 6_000_000},
		{head: `<entry><content type="html">`, piece: "&lt;p>", times: 8_000_000, tail: "</content></entry></feed>"},
	} {
		d.head = begin + d.head
		all = append(all, hostileInput{
			name: fmt.Sprintf("Atom: %d times %q", d.times, d.piece), kind: corpus.SourceFeed, serve: sent("application/atom+xml", "gzip", d),
		})
	}
	return all
}

func hostileJSONFeeds() []hostileInput {
	const begin = `{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[`
	var all []hostileInput
	for _, d := range []text{
		{piece: "{},", times: 9 << 20 / 3, tail: "{}]}"},
		{piece: "{},", times: 20_000_000, tail: "{}]}"},
		{piece: `{"a":[`, times: 2_000_000},
		{piece: "[", times: 20_000_000},
		{head: `{"authors":[`, piece: `{"name":"A"},`, times: 3_000_000, tail: "{}]}]}"},
		{head: `{"attachments":[`, piece: `{"url":"/a"},`, times: 3_000_000, tail: "{}]}]}"},
		{head: `{"content_html":"`, piece: "<p>", times: 18_000_000, tail: `"}]}`},
		{head: `{"tags":["a"`, piece: `,"b"`, times: 12_000_000, tail: `]}]}`},
	} {
		d.head = begin + d.head
		all = append(all, hostileInput{
			name: fmt.Sprintf("JSON feed: %d times %q", d.times, d.piece), kind: corpus.SourceFeed, serve: sent("application/feed+json", "gzip", d),
		})
	}
	return all
}

func hostileSitemaps() []hostileInput {
	const begin = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`
	var all []hostileInput
	for _, d := range []text{
		{head: begin, piece: "<url><loc>/a</loc></url>", times: 2_500_000, tail: "</urlset>"},
		{head: begin, piece: "<url/>", times: 9_000_000, tail: "</urlset>"},
		{head: begin, piece: "<url>", times: 9_000_000},
		{head: begin + "<url><loc>", piece: "/a", times: 25_000_000, tail: "</loc></url></urlset>"},
		{head: begin, piece: "<url><lastmod>2026-01-01</lastmod></url>", times: 1_400_000, tail: "</urlset>"},
		{head: "<sitemapindex>", piece: "<sitemap><loc>/map</loc></sitemap>", times: 1_500_000, tail: "</sitemapindex>"},
		{head: begin + "<url ", piece: `a="" `, times: 10_000_000, tail: "/></urlset>"},
		{head: begin + "<url><loc>", piece: "&#97;", times: 10_000_000, tail: "</loc></url></urlset>"},
	} {
		all = append(all, hostileInput{
			name: fmt.Sprintf("sitemap: %d times %q", d.times, d.piece), kind: corpus.SourceSitemap, serve: sent("application/xml", "gzip", d),
		})
	}
	packed := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		z := gzip.NewWriter(w)
		text{head: begin, piece: " ", times: 900 << 20}.write(z)
		_ = z.Close()
	}
	return append(all, hostileInput{name: "sitemap: a packed file of 900 MB of spaces", kind: corpus.SourceSitemap, serve: packed})
}

// hostileRobots are ordinary pages of sites whose robots.txt is hostile.
func hostileRobots() []hostileInput {
	page := sent("text/html", "", text{head: "<!doctype html><title>A</title><article><p>",
		piece: "“The ferry needs ten minutes to cross the strait,” captain Olga Brandt said. ", times: 5, tail: "</p></article>"})
	var all []hostileInput
	for _, d := range []text{
		{piece: "Disallow: /*" + strings.Repeat("a", 85) + "b\n", times: 5_000},
		{piece: "Disallow: /" + strings.Repeat("aaaaaaaaaa*", 180) + "b\n", times: 250},
		{piece: "Disallow: /x\n", times: 5_000_000},
		{piece: "Disallow: /" + strings.Repeat("*", 1000) + "b\n", times: 500},
		{piece: "User-agent: a\n", times: 4_000_000},
		{piece: "Allow: /" + strings.Repeat("*a", 500) + "$\n", times: 400},
		{head: "Disallow: /", piece: "*a", times: 200_000},
		{piece: "\n", times: 50_000_000},
		{piece: "Sitemap: http://127.0.0.1:9/\n", times: 1_000_000},
	} {
		d.head = "User-agent: *\n" + d.head
		all = append(all, hostileInput{
			name: fmt.Sprintf("robots.txt: %d times %.30q", d.times, d.piece), kind: corpus.SourcePage, serve: page, robots: sent("text/plain", "gzip", d),
		})
	}
	return all
}

func hostileTexts() []hostileInput {
	all := []hostileInput{
		{name: "a page of bytes in no charset", kind: corpus.SourcePage, serve: sent("text/html", "gzip", text{head: "<p>", piece: "\xff", times: 60 << 20})},
		{name: "a feed of bytes in no charset", kind: corpus.SourceFeed, serve: sent("application/rss+xml", "gzip", text{head: "<rss><channel><title>", piece: "\xff", times: 60 << 20})},
		{name: "a page of bytes in two charsets", kind: corpus.SourcePage, serve: sent("text/html; charset=utf-16", "gzip", text{head: "<p>", piece: "\x00a\xff", times: 8 << 20})},
		{name: "a page of 15 MB of letters, not packed", kind: corpus.SourcePage, serve: sent("text/html", "", text{head: "<p>", piece: "a", times: 15 << 20})},
		{name: "a feed of 15 MB, not packed", kind: corpus.SourceFeed, serve: sent("application/rss+xml", "", text{head: "<rss><channel>",
			piece: "<item><title>" + strings.Repeat("word ", 600) + "</title><link>/a</link></item>", times: 5000, tail: "</channel></rss>"})},
	}
	for n, piece := range []string{
		"word ", "\n", "“", "\"", "said ", "Mr. ", "A. ", "’", "> ", "- ", "[a](", "`", "*_", "\xff", "\xef\xbb\xbf", "\n\n“A,” he said. ", "he ", "\r\n\t",
	} {
		contentType := []string{"text/plain; charset=utf-8", "text/markdown", "text/plain; charset=utf-16", "text/plain"}[n%4]
		all = append(all, hostileInput{
			name: fmt.Sprintf("text: 30 MB of %q as %s", piece, contentType), kind: corpus.SourcePage,
			serve: sent(contentType, "gzip", text{head: "A text. ", piece: piece, times: 30 << 20 / len(piece)}),
		})
	}
	const sentence = "The ferry needs ten minutes to cross the strait, the captain said.\n\n"
	return append(all, hostileInput{
		name: "text: as much as is taken", kind: corpus.SourcePage,
		serve: sent("text/plain; charset=utf-8", "", text{head: "A text. ", piece: sentence, times: (corpus.MaxPageText - 1000) / len(sentence)}),
	})
}

// hostileAnswers are faults of the connection and of the header.
func hostileAnswers() []hostileInput {
	page := func(name string, serve http.HandlerFunc) hostileInput {
		return hostileInput{name: "answer: " + name, kind: corpus.SourcePage, serve: serve}
	}
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
		}
	}
	all := []hostileInput{
		page("it never ends", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			text{piece: "<p>And so on.</p>", times: 1 << 40}.write(w)
		}),
		page("it stops in the middle", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "<p>Once")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}),
		page("a byte a second", func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := io.WriteString(w, "a"); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-time.After(time.Second):
				}
			}
		}),
		page("less than it says", status(200, "Content-Length", "100000")),
		page("packed in a way that nobody asked for", status(200, "Content-Encoding", "zstd")),
		page("packed wrongly", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "<p>Not packed at all.</p>")
		}),
		page("in a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }),
		page("in a growing circle", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"?"+r.URL.RawQuery+strings.Repeat("a", 5000), http.StatusFound)
		}),
		page("a header of 300 kB", status(200, "X", strings.Repeat("a", 300<<10))),
		page("wait for a year", status(429, "Retry-After", "31536000")),
		page("busy", status(503, "Retry-After", "1")),
		page("nothing", status(204)),
		page("not modified, for the first time", status(304)),
		page("moved to nowhere", status(301)),
		page("a program", sent("application/octet-stream", "gzip", text{head: "\x7fELF", piece: "\x00\x01", times: 10_000_000})),
		page("packed twice", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			outer := gzip.NewWriter(w)
			inner := gzip.NewWriter(outer)
			text{piece: " ", times: 500 << 20}.write(inner)
			_ = inner.Close()
			_ = outer.Close()
		}),
		page("a gigabyte of spaces", sent("text/html", "br", text{piece: " ", times: 1 << 30})),
		page("too large, not packed", sent("text/html", "", text{piece: "<p>words</p> ", times: 3_000_000})),
	}
	for _, code := range []int{400, 401, 403, 404, 410, 451, 500, 502, 508, 599} {
		all = append(all, page(fmt.Sprint("status ", code), status(code)))
	}
	return all
}
