package parse

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
)

// sitemapEntry is a <url> or <sitemap> element.
type sitemapEntry struct {
	loc, lastMod                      string
	newsTitle, newsDate, newsLanguage string
}

// sitemapDoc is the content of one sitemap.
type sitemapDoc struct {
	pages, sitemaps []sitemapEntry
}

// readSitemap reads a sitemap.
func readSitemap(ctx context.Context, r ListRequest) (Sitemap, error) {
	body, err := r.unpacked(ctx)
	if err != nil {
		return Sitemap{}, err
	}
	return sitemapOf(ctx, body, r)
}

// minParts is how many parts of a sitemap index are returned at least, because
// some may fail.
const minParts = 200

// sitemapOf parses a sitemap, which may be a gzip file.
func sitemapOf(ctx context.Context, body []byte, r ListRequest) (_ Sitemap, err error) {
	defer recoverPanic(&err, corpus.ErrNotSitemap)
	if isGzip(body) {
		body, err = Document{Body: body, Encoding: "gzip", Limit: r.limit()}.unpacked(ctx)
		if errors.Is(err, corpus.ErrUnreachable) {
			return Sitemap{}, fmt.Errorf("%w: it cannot be unpacked", corpus.ErrNotSitemap)
		}
		if err != nil {
			return Sitemap{}, err
		}
	}
	if err := checkBytes(body, formSitemap); err != nil {
		return Sitemap{}, err
	}
	doc, err := parseSitemapXML(ctx, xmlText(body))
	if err != nil {
		return Sitemap{}, err
	}
	var out Sitemap
	out.Pages, out.PagesNamed = newestEntries(sitemapEntries(doc.pages), r.Newest)
	parts := sitemapEntries(doc.sitemaps)
	slices.SortStableFunc(parts, func(a, b Entry) int { return b.At.Compare(a.At) }) // entries without a date come last
	if r.Newest > 0 {
		r.Newest = max(r.Newest, minParts)
	}
	out.Parts, out.PartsNamed = newestEntries(parts, r.Newest)
	limit := DefaultBudgets().ListBytes
	out.Pages, out.Parts = limitEntries(out.Pages, limit), limitEntries(out.Parts, limit)
	return out, nil
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

// parseSitemapXML parses the XML. It keeps the entries before an error.
func parseSitemapXML(ctx context.Context, text string) (sitemapDoc, error) {
	var doc sitemapDoc
	if err := checkXML(ctx, text); err != nil {
		return doc, err
	}
	d := xml.NewDecoder(&reader{ctx: ctx, from: strings.NewReader(text)})
	d.Strict = false
	var current *sitemapEntry
	var content strings.Builder
	root := ""
	for begun, most := 0, DefaultBudgets().ListEntries; begun <= most; {
		token, err := d.Token()
		if err != nil {
			return doc, sitemapError(doc, root, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if root == "" {
				root = t.Name.Local
			}
			if t.Name.Local == "url" || t.Name.Local == "sitemap" {
				current = &sitemapEntry{}
				begun++
			}
			content.Reset()
		case xml.CharData:
			if room := maxAttribute - content.Len(); room > 0 {
				content.Write(t[:min(len(t), room)])
			}
		case xml.EndElement:
			if current != nil {
				doc.end(t.Name, current, Fold(content.String()))
			}
			content.Reset()
		}
	}
	return doc, nil
}

// checkXML returns an error if the XML is over a budget.
func checkXML(ctx context.Context, text string) error {
	x := xmlScanner{s: text, budget: DefaultBudgets()}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		event, err := x.next()
		if err != nil || event == xmlEOF {
			return err
		}
		if x.weight-x.before > x.budget.XMLAttributes {
			return tooMany(x.budget.XMLAttributes, "attributes in one element")
		}
	}
}

// end handles the end of an element with its text.
func (doc *sitemapDoc) end(name xml.Name, e *sitemapEntry, text string) {
	news := strings.Contains(name.Space, "news")
	switch name.Local {
	case "loc":
		if !strings.Contains(name.Space, "image") && !strings.Contains(name.Space, "video") {
			e.loc = firstNonEmpty(e.loc, text)
		}
	case "lastmod":
		e.lastMod = text
	case "publication_date":
		e.newsDate = text
	case "title":
		if news {
			e.newsTitle = text
		}
	case "language":
		if news {
			e.newsLanguage = text
		}
	case "url":
		if e.loc != "" {
			doc.pages = append(doc.pages, *e)
		}
		*e = sitemapEntry{}
	case "sitemap":
		if e.loc != "" {
			doc.sitemaps = append(doc.sitemaps, *e)
		}
		*e = sitemapEntry{}
	}
}

// sitemapError returns the error for a sitemap whose parsing ended with err, or
// nil if it has entries.
func sitemapError(doc sitemapDoc, root string, err error) error {
	if len(doc.pages)+len(doc.sitemaps) > 0 || (root == "urlset" || root == "sitemapindex") && errors.Is(err, io.EOF) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it names no page", corpus.ErrNotSitemap)
	}
	return fmt.Errorf("%w: %w", corpus.ErrNotSitemap, err)
}

func sitemapEntries(pages []sitemapEntry) []Entry {
	out := make([]Entry, 0, len(pages))
	for _, p := range pages {
		at := parseTime(p.newsDate)
		if at.IsZero() {
			at = parseTime(p.lastMod)
		}
		out = append(out, Entry{
			Link: clipLink(p.loc), Title: Clip(p.newsTitle, corpus.MaxCitation), Published: firstDate(p.newsDate), Language: firstLanguage(p.newsLanguage), At: at,
		})
	}
	return out
}

// parseTime returns the time of a date, or zero if it is not a date.
func parseTime(date string) time.Time {
	t, _ := firstDate(date).Time()
	return t
}

// Sitemap is the content of a sitemap: pages, or further sitemaps.
type Sitemap struct {
	Pages, Parts []Entry
	PagesNamed   int // as in Feed
	PartsNamed   int
}
