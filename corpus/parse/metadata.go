package parse

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"verbatim/corpus"
)

// metadata holds what a page says about itself. Missing parts are empty.
type metadata struct {
	title, publisher, author string
	published                corpus.Date
	language                 string
	canonical                string // as written in the page
	feed                     string // of <link rel=alternate>, as written in the page
	body                     string // articleBody of JSON-LD
	isFree                   bool   // false if JSON-LD says that reading costs money
}

// readMetadata collects the metadata of a page. It trusts the JSON-LD of an
// article most, then OpenGraph and similar tags, then the page's elements.
func readMetadata(ctx context.Context, doc *html.Node) metadata {
	c := collector{meta: map[string]string{}}
	c.walk(ctx, doc)
	ld := findArticle(ctx, c.ld)
	return metadata{
		title:     firstNonEmpty(ld.title, c.meta["og:title"], c.meta["twitter:title"], c.meta["dc.title"], c.heading, c.title),
		publisher: firstNonEmpty(ld.publisher, c.meta["og:site_name"], c.meta["dc.publisher"], c.meta["citation_publisher"]),
		author:    firstNonEmpty(ld.author, person(ctx, c.meta["author"]), person(ctx, c.meta["article:author"]), person(ctx, c.meta["dc.creator"]), person(ctx, c.meta["parsely-author"]), c.byline),
		published: firstDate(ld.published, c.meta["article:published_time"], c.meta["datepublished"], c.meta["parsely-pub-date"], c.meta["dc.date.issued"], c.meta["dc.date"], c.meta["date"], c.meta["pubdate"], c.time),
		language:  firstLanguage(c.lang, ld.language, c.meta["og:locale"], c.meta["content-language"]),
		canonical: firstNonEmpty(c.canonical, c.meta["og:url"]),
		feed:      c.feed,
		body:      ld.body,
		isFree:    ld.isFree,
	}
}

// collector gathers the metadata of a page.
type collector struct {
	meta                          map[string]string // the first value of each name or property
	ld                            []string          // the JSON-LD scripts
	title, heading, lang          string
	canonical, feed, time, byline string
	bylines, headings             int // how many elements were searched
}

// maxBylines is how many empty elements are searched for a byline or a heading.
const maxBylines = 8

func (c *collector) walk(ctx context.Context, root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			c.lang = firstNonEmpty(c.lang, attr(n, "lang"), attr(n, "xml:lang"))
		case atom.Title:
			if n.Namespace == "" {
				c.title = firstNonEmpty(c.title, Fold(ownText(n)))
			}
		case atom.H1:
			if c.heading == "" && c.headings < maxBylines {
				c.headings++
				c.heading = Fold(plainText(n))
			}
		case atom.Meta:
			c.addMeta(n)
		case atom.Link:
			c.addLink(n)
		case atom.Script:
			if strings.EqualFold(attr(n, "type"), "application/ld+json") {
				c.ld = append(c.ld, ownText(n))
			}
		case atom.Time:
			if strings.Contains(strings.ToLower(attr(n, "itemprop")+attr(n, "class")), "publish") || hasAttr(n, "pubdate") {
				c.time = firstNonEmpty(c.time, attr(n, "datetime"))
			}
		}
		if c.byline == "" && c.bylines < maxBylines && (attr(n, "rel") == "author" || strings.Contains(attr(n, "itemprop"), "author")) {
			c.bylines++
			c.byline = person(ctx, Fold(plainText(n)))
		}
	}
}

func (c *collector) addMeta(n *html.Node) {
	name := strings.ToLower(firstNonEmpty(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv")))
	if value := Fold(attr(n, "content")); name != "" && value != "" && c.meta[name] == "" {
		c.meta[name] = value
	}
}

// feedTypes lists the media types of feeds.
var feedTypes = []string{"application/rss+xml", "application/atom+xml", "application/feed+json"}

func (c *collector) addLink(n *html.Node) {
	rel := strings.Fields(strings.ToLower(attr(n, "rel")))
	switch {
	case slices.Contains(rel, "canonical"):
		c.canonical = firstNonEmpty(c.canonical, attr(n, "href"))
	case slices.Contains(rel, "alternate") && slices.Contains(feedTypes, strings.ToLower(attr(n, "type"))):
		c.feed = firstNonEmpty(c.feed, attr(n, "href"))
	}
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// ownText returns the text of a script or title, which contains no elements.
func ownText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// firstNonEmpty returns the first value that is not empty.
func firstNonEmpty[T ~string](values ...T) T {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// maxPerson is the longest list of authors in bytes. If a text is longer, it is
// not just names.
const maxPerson = 200

// maxMarkedPerson is the longest list of authors with markup, in bytes.
const maxMarkedPerson = 16 << 10

// person returns an author's name without "By". It returns "" if s is an
// address or too long.
func person(ctx context.Context, s string) string {
	if len(s) > maxMarkedPerson {
		return ""
	}
	s = Fold(html.UnescapeString(s))
	if strings.Contains(s, "<") {
		s = Fold(fragmentText(ctx, s))
	}
	if strings.Contains(s, "://") || strings.HasPrefix(s, "@") || len(s) > maxPerson {
		return ""
	}
	if len(s) > 3 && strings.EqualFold(s[:3], "by ") {
		s = s[3:]
	}
	return s
}

// maxLanguage is the longest language tag and maxDate the longest date, in
// bytes.
const (
	maxLanguage = 100
	maxDate     = 100
)

// firstLanguage returns the first valid language tag, in BCP 47 form.
func firstLanguage(tags ...string) string {
	for _, t := range tags {
		t, _, _ = strings.Cut(t, ",")
		if len(t) > maxLanguage {
			continue
		}
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(t), "_", "-"))
		if err == nil && tag != language.Und {
			return tag.String()
		}
	}
	return ""
}

// dateLayouts lists the formats of dates in pages and feeds. If a format has no
// time zone, only the day is used.
var dateLayouts = []struct {
	layout string
	zone   bool
}{
	{time.RFC3339, true}, {"2006-01-02T15:04:05Z0700", true}, {"2006-01-02T15:04Z07:00", true}, {"2006-01-02T15:04Z0700", true},
	{"2006-01-02 15:04:05Z07:00", true}, {"2006-01-02 15:04:05 -0700", true}, {"2006-01-02 15:04:05 -0700 MST", true},
	{time.RFC1123Z, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true},
	{time.DateOnly, false}, {"2006-01-02T15:04:05", false}, {"2006-01-02T15:04:05.999999999", false}, {"2006-01-02T15:04", false},
	{time.DateTime, false}, {"2006-01-02 15:04", false}, {"20060102", false}, {"2006/01/02", false}, {time.RFC1123, false},
	{"January 2, 2006", false}, {"2 January 2006", false}, {"Jan 2, 2006", false}, {"2 Jan 2006", false},
}

// firstDate returns the first value that is a date.
func firstDate(values ...string) corpus.Date {
	for _, v := range values {
		if v = strings.TrimSpace(v); len(v) > maxDate {
			continue
		}
		for _, l := range dateLayouts {
			t, err := time.Parse(l.layout, v)
			switch {
			case err != nil || t.Year() < 1000 || t.Year() > 9999:
			case l.zone:
				return corpus.DateOf(t)
			case strings.HasSuffix(v, " GMT") || strings.HasSuffix(v, " UTC"):
				return corpus.DateOf(t)
			default:
				return corpus.Date(t.Format(time.DateOnly))
			}
		}
	}
	return ""
}

// withBody returns text. If text is less than half as long as the article's
// body in JSON-LD, it returns that body, because the library has taken another
// part of the page for the article. It never uses the body of an article that
// readers must pay for.
func (m metadata) withBody(ctx context.Context, text string) string {
	if m.body == "" || !m.isFree {
		return text
	}
	body := m.body
	if strings.Contains(body, "</p>") || strings.Contains(body, "<br") {
		body = fragmentText(ctx, body)
	} else {
		body = foldLines(html.UnescapeString(body))
	}
	if 2*words(text) < words(body) {
		return body
	}
	return text
}
