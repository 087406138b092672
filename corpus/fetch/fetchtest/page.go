package fetchtest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"time"
)

// Page is an article on the site.
type Page struct {
	Title      string
	Author     string    // "" means not named
	Published  time.Time // zero means a fixed day
	Publisher  string    // "" means "The Loopback Courier"
	Language   string    // "" means "en"
	Paragraphs []string  // plain text
	Canonical  string    // "" means the page's own address
}

// SetPage puts an article, or a new version of it, at path.
func (s *Site) SetPage(path string, p Page) {
	if p.Published.IsZero() {
		p.Published = day
	}
	if p.Publisher == "" {
		p.Publisher = "The Loopback Courier"
	}
	if p.Language == "" {
		p.Language = "en"
	}
	if p.Canonical == "" {
		p.Canonical = s.URL + path
	}
	s.SetBytes(path, "text/html; charset=utf-8", []byte(p.HTML()))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = p
}

// HTML returns the page as a news site would send it, with navigation, a footer
// and JSON-LD.
func (p Page) HTML() string {
	ld := map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": p.Title,
		"datePublished": p.Published.Format(time.RFC3339), "inLanguage": p.Language,
		"publisher": map[string]string{"@type": "NewsMediaOrganization", "name": p.Publisher},
	}
	if p.Author != "" {
		ld["author"] = map[string]string{"@type": "Person", "name": p.Author}
	}
	data, err := json.Marshal(ld)
	if err != nil {
		panic(err) // it contains only strings
	}
	var body strings.Builder
	for _, paragraph := range p.Paragraphs {
		fmt.Fprintf(&body, "<p>%s</p>\n", html.EscapeString(paragraph))
	}
	return fmt.Sprintf(`<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><title>%s - %s</title>
<link rel="canonical" href="%s">
<script type="application/ld+json">%s</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<main><article><h1>%s</h1>
%s</article></main>
<footer><p>All rights reserved.</p></footer></body></html>
`, html.EscapeString(p.Language), html.EscapeString(p.Title), html.EscapeString(p.Publisher), html.EscapeString(p.Canonical), data, html.EscapeString(p.Title), body.String())
}

// at returns the pages at the paths, if they exist.
func (s *Site) at(paths []string) map[string]Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]Page{}
	for _, path := range paths {
		if p, ok := s.pages[path]; ok {
			out[path] = p
		}
	}
	return out
}

// SetFeed puts an RSS feed at path. It names the pages at paths, whether or not
// they exist.
func (s *Site) SetFeed(path, title string, paths ...string) {
	var items strings.Builder
	pages := s.at(paths)
	for _, to := range paths {
		p := pages[to]
		fmt.Fprintf(&items, "<item><title>%s</title><link>%s</link><guid>%s</guid>", escapeXML(p.Title), s.URL+to, s.URL+to)
		if !p.Published.IsZero() {
			fmt.Fprintf(&items, "<pubDate>%s</pubDate>", p.Published.Format(time.RFC1123Z))
		}
		items.WriteString("</item>\n")
	}
	s.SetBytes(path, "application/rss+xml", fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>%s</title><link>%s/</link><description>Latest articles</description>
%s</channel></rss>
`, escapeXML(title), s.URL, items.String()))
}

// SetSitemap puts a news sitemap at path. It names the pages at paths.
func (s *Site) SetSitemap(path string, paths ...string) {
	var urls strings.Builder
	pages := s.at(paths)
	for _, to := range paths {
		p := pages[to]
		if p.Published.IsZero() {
			p.Published = day
		}
		fmt.Fprintf(&urls, "<url><loc>%s</loc><news:news><news:publication><news:name>%s</news:name><news:language>%s</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>\n",
			s.URL+to, escapeXML(p.Publisher), escapeXML(p.Language), p.Published.Format(time.RFC3339), escapeXML(p.Title))
	}
	s.SetBytes(path, "application/xml", fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
%s</urlset>
`, urls.String()))
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}
