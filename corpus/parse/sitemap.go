package parse

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"verbatim/corpus"
)

// sitemapEntry is one <url> or <sitemap> of a sitemap.
type sitemapEntry struct {
	loc, lastMod                      string
	newsTitle, newsDate, newsLanguage string
}

// sitemapDoc is one document: pages, or further sitemaps.
type sitemapDoc struct {
	pages, sitemaps []sitemapEntry
}

// readSitemap reads one document, packed or not.
func readSitemap(ctx context.Context, r ListRequest) (Sitemap, error) {
	body, err := r.unpacked(ctx)
	if err != nil {
		return Sitemap{}, err
	}
	return sitemapOf(ctx, body, r.limit())
}

// sitemapOf reads one document, which may be a file packed with gzip, of at most
// limit bytes.
func sitemapOf(ctx context.Context, body []byte, limit int64) (_ Sitemap, err error) {
	defer guard(&err, corpus.ErrNotSitemap)
	if isGzip(body) {
		body, err = Document{Body: body, Encoding: "gzip", Limit: limit}.unpacked(ctx)
		if errors.Is(err, corpus.ErrUnreachable) {
			return Sitemap{}, fmt.Errorf("%w: it cannot be unpacked", corpus.ErrNotSitemap)
		}
		if err != nil {
			return Sitemap{}, err
		}
	}
	doc, err := parseSitemapXML(body)
	if err != nil {
		return Sitemap{}, err
	}
	return Sitemap{Pages: sitemapEntries(doc.pages), Parts: sitemapEntries(doc.sitemaps)}, nil
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

// maxSitemapEntries is how many entries the format allows in one document.
const maxSitemapEntries = 50_000

// parseSitemapXML reads the XML. What is broken after the first entries does
// not lose those.
func parseSitemapXML(body []byte) (sitemapDoc, error) {
	var doc sitemapDoc
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	var current *sitemapEntry
	var text strings.Builder
	root := ""
	for len(doc.pages)+len(doc.sitemaps) < maxSitemapEntries {
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
			}
			text.Reset()
		case xml.CharData:
			if text.Len() < corpus.MaxCitation {
				text.Write(t)
			}
		case xml.EndElement:
			if current != nil {
				doc.end(t.Name, current, Fold(text.String()))
			}
			text.Reset()
		}
	}
	return doc, nil
}

// end takes in an element that ends, with its text.
func (doc *sitemapDoc) end(name xml.Name, e *sitemapEntry, text string) {
	news := strings.Contains(name.Space, "news")
	switch name.Local {
	case "loc":
		if !strings.Contains(name.Space, "image") && !strings.Contains(name.Space, "video") {
			e.loc = first(e.loc, text)
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

// sitemapError is the error of a document that ended, or broke, with err.
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
		at := when(p.newsDate)
		if at.IsZero() {
			at = when(p.lastMod)
		}
		out = append(out, Entry{
			Link: p.loc, Title: p.newsTitle, Published: firstDate(p.newsDate), Language: firstLanguage(p.newsLanguage), At: at,
		})
	}
	return out
}

// when is the moment that a date names, zero where it names none.
func when(date string) time.Time {
	t, _ := firstDate(date).Time()
	return t
}
