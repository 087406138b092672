package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"verbatim/corpus"
)

// maxSitemaps is how many parts of a sitemap index are read.
const maxSitemaps = 50

// sitemapEntry is one <url> or <sitemap> of a sitemap.
type sitemapEntry struct {
	loc, lastMod                      string
	newsTitle, newsDate, newsLanguage string
}

// sitemapDoc is one document: pages, or further sitemaps.
type sitemapDoc struct {
	pages, sitemaps []sitemapEntry
}

// parseSitemap reads a sitemap, or those that an index names, the newest first,
// until there are entries enough.
func (f *Fetcher) parseSitemap(ctx context.Context, resp *response) (list, error) {
	doc, err := f.sitemap(resp.body)
	if err != nil {
		return list{}, err
	}
	l := list{entries: f.sitemapEntries(resp.url, doc.pages), parts: len(doc.sitemaps) > 0}
	parts := doc.sitemaps
	slices.SortStableFunc(parts, func(a, b sitemapEntry) int { return when(b.lastMod).Compare(when(a.lastMod)) })
	var failure error
	read := 0
	for _, part := range parts {
		if read == maxSitemaps || len(l.entries) >= f.limits.Articles {
			l.cut = fmt.Errorf("%q: it names %d sitemaps; the newest %d are read", resp.url, len(parts), read)
			break
		}
		entries, err := f.sitemapPart(ctx, resp.url, part)
		if ctx.Err() != nil {
			return list{}, context.Cause(ctx)
		}
		if err != nil {
			failure = err
			continue
		}
		read++
		l.entries = append(l.entries, entries...)
	}
	switch {
	case failure != nil && read == 0:
		return list{}, failure
	case failure != nil && l.cut == nil:
		l.cut = fmt.Errorf("%q: one of its parts cannot be read: %w", resp.url, failure)
	}
	return l, nil
}

func (f *Fetcher) sitemapPart(ctx context.Context, base *url.URL, part sitemapEntry) ([]entry, error) {
	u, err := f.parseURL(f.entryURL(base, part.loc))
	if err != nil {
		return nil, err
	}
	resp, err := f.get(ctx, request{url: u})
	if err != nil {
		return nil, err
	}
	doc, err := f.sitemap(resp.body)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", u, err)
	}
	return f.sitemapEntries(resp.url, doc.pages), nil
}

// sitemap reads one document, packed or not.
func (f *Fetcher) sitemap(body []byte) (sitemapDoc, error) {
	if bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return sitemapDoc{}, fmt.Errorf("%w: it cannot be unpacked: %w", corpus.ErrNotSitemap, err)
		}
		unpacked, err := io.ReadAll(io.LimitReader(z, f.limits.Body+1))
		if err != nil {
			return sitemapDoc{}, fmt.Errorf("%w: it cannot be unpacked: %w", corpus.ErrNotSitemap, err)
		}
		if int64(len(unpacked)) > f.limits.Body {
			return sitemapDoc{}, fmt.Errorf("%w: it unpacks to more than %s", corpus.ErrTooLarge, size(f.limits.Body))
		}
		body = unpacked
	}
	return parseSitemapXML(body)
}

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
				doc.end(t.Name, current, fold(text.String()))
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

func (f *Fetcher) sitemapEntries(base *url.URL, pages []sitemapEntry) []entry {
	out := make([]entry, 0, len(pages))
	for _, p := range pages {
		at := when(p.newsDate)
		if at.IsZero() {
			at = when(p.lastMod)
		}
		out = append(out, entry{
			url: f.entryURL(base, p.loc), title: p.newsTitle, published: firstDate(p.newsDate), language: firstLanguage(p.newsLanguage), at: at,
		})
	}
	return out
}

// when is the moment that a date names, zero where it names none.
func when(date string) time.Time {
	t, _ := firstDate(date).Time()
	return t
}
