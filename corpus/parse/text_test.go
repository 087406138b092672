package parse

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/corpus"
)

func TestPlainText(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{"paragraphs", "<p>One\n  two.</p><p>Three.", "One two.\n\nThree."},
		{"a heading", "<h2>Head</h2>Body", "Head\n\nBody"},
		{"inline elements", "<p>A <b>b</b>c<i> d</i> <a href=x>e</a>.", "A bc d e."},
		{"a line break", "<p>Q?<br>A.</p>", "Q?\nA."},
		{"two line breaks", "One.<br> <br>Two.<br><br><br>Three.", "One.\n\nTwo.\n\nThree."},
		{"a list", "<ul><li>One</li><li><p>Two</p></li></ul>", "One\n\nTwo"},
		{"a table", "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n\n1 | 2"},
		{"what is no text", "<p>A<script>x()</script><style>y{}</style><noscript>z</noscript><button>Share</button>.</p>", "A."},
		{"what is hidden", `<p>A<span hidden>b</span><span style="display: none">c</span><span aria-hidden=true>d</span>.</p>`, "A."},
		{"a body that is hidden until a script has run", `<body style="visibility:hidden"><p>A.</p></body>`, "A."},
		{"a caption", "<figure><img><figcaption>Photo</figcaption></figure><p>A.", "A."},
		{"entities and hard spaces", "<p>a&nbsp;&nbsp;b&shy;c &lt;d&gt; &amp;amp;", "a bc <d> &amp;"},
		{"preformatted", "<pre>a  b\nc</pre>", "a b\nc"},
		{"ruby", "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"},
		{"a form around everything", "<form><p>A.</p><p>B.</p><input value=x></form>", "A.\n\nB."},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		if got := fragmentText(context.Background(), tt.html); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	const source = "---\nlayout: post\n---\n# The *title*\n\nA paragraph\nover two lines with a [link](https://x.example) and **weight**.\n\n> “Quoted,” she said.\n\n- one\n- two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>\n"
	title, text, err := markdown(context.Background(), source)
	if err != nil {
		t.Fatal(err)
	}
	want := "The title\n\nA paragraph over two lines with a link and weight.\n\n“Quoted,” she said.\n\none\n\ntwo\n\nA | B\n\n1 | 2"
	if title != "The title" || text != want {
		t.Errorf("got %q, %q\nwant %q", title, text, want)
	}
}

func TestFirstDate(t *testing.T) {
	tests := []struct {
		in   string
		want corpus.Date
	}{
		{"2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09Z"},
		{"2024-05-06T07:08:09.123Z", "2024-05-06T07:08:09Z"},
		{"2024-03-19T16:20:00-0500", "2024-03-19T21:20:00Z"},
		{"2024-05-06T07:08", "2024-05-06"}, // whose hours these are is not said
		{"2024-05-06", "2024-05-06"},
		{"Mon, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"},
		{"May 6, 2024", "2024-05-06"},
		{"6 May 2024", "2024-05-06"},
		{"yesterday", ""},
		{"2024-13-45", ""},
		{"0000-00-00T00:00:00Z", ""},
		{"0001-01-01T00:00:00Z", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got := firstDate(tt.in)
		if got != tt.want {
			t.Errorf("firstDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if _, err := corpus.ParseDate(string(got)); err != nil {
			t.Error(err)
		}
	}
}

func TestMetadataOfOnePage(t *testing.T) {
	tests := []struct {
		name, head string
		want       metadata
	}{
		{"nothing is invented", "", metadata{isFree: true}},
		{"a title alone", "<title> A  title </title>", metadata{title: "A title", isFree: true}},
		{"an author that is an address", `<meta name=author content="https://x.example/me">`, metadata{isFree: true}},
		{"an author with By", `<meta name=author content="By Ann Lee">`, metadata{author: "Ann Lee", isFree: true}},
		{"an author with markup", `<meta name=author content="&lt;a href=x&gt;Ann Lee&lt;/a&gt;">`, metadata{author: "Ann Lee", isFree: true}},
		{"a date without a zone", `<meta property=article:published_time content="2024-05-06 07:08:09">`, metadata{published: "2024-05-06", isFree: true}},
		{"OpenGraph's locale", `<meta property=og:locale content="pt_BR">`, metadata{language: "pt-BR", isFree: true}},
		{"a language that is none", `<meta http-equiv=content-language content="klingonish-??">`, metadata{isFree: true}},
		{"JSON-LD that is broken", `<script type="application/ld+json">{"@type":"NewsArticle",</script><title>T</title>`, metadata{title: "T", isFree: true}},
		{"JSON-LD of something else", `<script type="application/ld+json">{"@type":"Recipe","name":"Soup"}</script>`, metadata{isFree: true}},
		{"JSON-LD with references", `<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#a","name":"Ann Lee"},{"@type":"NewsArticle","headline":"H &amp; I","author":{"@id":"#a"},"isAccessibleForFree":false}]}</script>`, metadata{title: "H & I", author: "Ann Lee"}},
		{"JSON-LD that points at itself", `<script type="application/ld+json">{"@type":"NewsArticle","@id":"#a","author":[{"@id":"#a"},{"@id":"#a"}],"publisher":{"name":{"@id":"#a"}}}</script>`, metadata{isFree: true}},
		{"a canonical address and a feed", `<link rel="canonical" href="/a"><link rel="alternate" type="application/atom+xml" href="/f"><link rel="alternate" hreflang="de" href="/de">`, metadata{canonical: "/a", feed: "/f", isFree: true}},
	}
	for _, tt := range tests {
		p, err := parsePage(context.Background(), "<!doctype html><html><head>"+tt.head+"</head><body><p>"+strings.Join(council.Paragraphs, "<p>")+"</body></html>", nil)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if p.metadata != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, p.metadata, tt.want)
		}
	}
}

func TestBodyOfJSONLD(t *testing.T) {
	ld := func(free string) string {
		return `<html><head><script type="application/ld+json">{"@type":"NewsArticle",` + free + `"articleBody":"` + strings.Join(council.Paragraphs, `\n`) + `"}</script></head><body><p>Short teaser of the article, with a few words.</p></body></html>`
	}
	p, err := parsePage(context.Background(), ld(""), nil)
	if err != nil || p.text != strings.Join(council.Paragraphs, "\n\n") {
		t.Errorf("got %q, %v, want the body that JSON-LD has", p.text, err)
	}
	p, err = parsePage(context.Background(), ld(`"isAccessibleForFree":"False",`), nil)
	if err != nil || !strings.HasPrefix(p.text, "Short teaser") {
		t.Errorf("got %q, %v, want what everybody may read", p.text, err)
	}
}

// Pages that are made to take long: they are read, or refused, in time that
// grows with their length alone.
func TestHostilePages(t *testing.T) {
	const n = 5_000
	at, err := url.Parse("https://news.example/a")
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{
		"nested offers":    strings.Repeat(strings.Repeat("<div class=subscribe>", 400)+"text, here"+strings.Repeat("</div>", 400), n/400),
		"nested authors":   strings.Repeat("<div rel=author>", 500) + strings.Repeat("<i></i>", n),
		"unclosed inline":  strings.Repeat("<b><i><a href=y>x", n),
		"links":            "<p>" + strings.Repeat("<a href=x>a b</a>, ", n),
		"line breaks":      "<div>" + strings.Repeat("a<br><br>", n),
		"misplaced tables": strings.Repeat("<table><b>x", n/20),
		"many quotations":  strings.Repeat("<blockquote>some words here and now</blockquote>", 199) + strings.Repeat("<p>some words, of an article that go on", n),
		"attributes":       "<p " + strings.Repeat("a=b ", n) + ">x",
		"JSON-LD":          `<script type="application/ld+json">` + strings.Repeat("[", n) + "</script><p>x",
	} {
		p, err := parsePage(context.Background(), source, at)
		if err != nil && !known(err) {
			t.Errorf("%s: an error that nobody can decide by: %v", name, err)
		}
		checkTidy(t, p.text)
	}
}

func FuzzPage(f *testing.F) {
	f.Add(council.HTML())
	f.Add(`<table><tr><td>a<td>b</table><blockquote>c</blockquote><script type="application/ld+json">{"@type":"Article","articleBody":"x"}</script>`)
	f.Add(`<amp-ad><time>1</time><div class=paywall><svg><title>x</title></svg>`)
	f.Add(`<template><p>a</template><frameset><frame>`)
	at, err := url.Parse("https://news.example/a")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source string) {
		for _, text := range []string{fragmentText(context.Background(), decode([]byte(source), ""))} {
			checkTidy(t, text)
		}
		p, err := parsePage(context.Background(), decode([]byte(source), ""), at)
		if err == nil {
			checkTidy(t, p.text)
		} else if !known(err) {
			t.Errorf("an error that nobody can decide by: %v", err)
		}
	})
}

// checkTidy checks what extraction counts on.
func checkTidy(t *testing.T, text string) {
	t.Helper()
	switch {
	case !utf8.ValidString(text):
		t.Errorf("not UTF-8: %q", text)
	case strings.ContainsAny(text, "\x00\r"), strings.Contains(text, "\n\n\n"), strings.TrimSpace(text) != text:
		t.Errorf("not tidy: %q", text)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# a\n\n- b\n> c\n\n```\nd\n```\n")
	f.Add("---\nx\n---\n|a|\n|-|\n")
	f.Fuzz(func(t *testing.T, source string) {
		_, text, err := markdown(context.Background(), decode([]byte(source), ""))
		if err != nil && !known(err) {
			t.Errorf("an error that nobody can decide by: %v", err)
		}
		checkTidy(t, text)
	})
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> /a </loc><n:news><n:title>T</n:title></n:news></url></urlset>`))
	f.Add([]byte(`<sitemapindex><sitemap><loc>x</loc><lastmod>2024-01-01</lastmod></sitemap>`))
	f.Add([]byte(`<?xml version="1.0" encoding="koi8-r"?><urlset><url><image:loc>x</image:loc></url>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		doc, err := parseSitemapXML(context.Background(), xmlText(body))
		if err != nil && !known(err) {
			t.Errorf("an error that nobody can decide by: %v", err)
		}
		for _, e := range append(doc.pages, doc.sitemaps...) {
			if e.loc == "" || err != nil {
				t.Errorf("entry %+v, %v", e, err)
			}
		}
	})
}
