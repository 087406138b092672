// Package parse reads web pages, feeds, sitemaps, robots.txt files, and text,
// Markdown and HTML files into articles, entries and rules. It is pure: it uses
// no network, disk or clock.
//
// Its input may be hostile, so it can run in another process: Do takes a
// request and returns a reply as bytes, and a Client sends requests to a Do.
//
// Errors wrap the sentinels of package corpus. They are written for users,
// without the document's address, which the caller adds.
package parse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"time"

	"verbatim/corpus"
)

// PageRequest is a document from the web.
type PageRequest struct {
	Document
	ContentType string // as sent by the server
	URL         string // where it was found, after redirects
	Hash        bool   // whether the reply must contain Hash
	Known       string // an earlier Hash; if it is the same, the page is Unchanged and not parsed
}

// Page is a document parsed as an article. Missing parts are empty.
type Page struct {
	Title, Publisher, Author string
	Published                corpus.Date
	Language                 string
	Canonical                string // the page's preferred address, as written in the page
	Feed                     string // the feed that the page names, as written in the page
	Text                     string

	Hash      string // of the unpacked bytes, if requested
	Unchanged bool   // Hash equals Known, and all other fields are empty
}

// Detected describes a document.
type Detected struct {
	Kind  corpus.SourceKind // SourcePage, SourceFeed or SourceSitemap
	Title string            // of the page or feed
	Feed  string            // as in Page
}

// ListRequest is a feed or a sitemap.
type ListRequest struct {
	Document
	Newest int // return at most this many entries, the newest; 0 means all
}

// Entry is a page or another sitemap that a list names, with its metadata.
type Entry struct {
	Link          string // as written in the list
	Title, Author string
	Published     corpus.Date
	Language      string
	Content       string    // HTML; "" if the feed has only a teaser
	At            time.Time // for sorting; zero if unknown
}

// Feed is the content of a feed, newest first if all entries have dates.
type Feed struct {
	Title   string
	Entries []Entry
	Named   int // number of different links, including entries left out
}

// Sitemap is the content of a sitemap: pages, or further sitemaps.
type Sitemap struct {
	Pages, Parts []Entry
	PagesNamed   int // as in Feed
	PartsNamed   int
}

// RobotsRequest is a robots.txt and the product whose rules are wanted. Bytes
// past Limit are ignored.
type RobotsRequest struct {
	Document
	Product string
}

// FileRequest is a file. The extension of its name determines its format.
type FileRequest struct {
	Document
	Name        string
	ContentType string // as sent by the server that it comes from, or ""
}

// ContentRequest is the copy of an article in a feed, in HTML. If it has fewer
// than MinWords words, it is only a teaser, and the error is corpus.ErrNoText.
type ContentRequest struct {
	Document
	MinWords int
}

// Content is the text of the copy of an article in a feed.
type Content struct{ Text string }

func readPage(ctx context.Context, r PageRequest) (Page, error) {
	body, err := r.unpacked(ctx)
	if err != nil {
		return Page{}, err
	}
	hash := ""
	if r.Hash {
		sum := sha256.Sum256(body)
		hash = hex.EncodeToString(sum[:16])
		if hash == r.Known {
			return Page{Hash: hash, Unchanged: true}, nil
		}
	}
	p, err := pageOf(ctx, body, r)
	p.Hash = hash
	return p, err
}

// pageOf parses an unpacked document.
func pageOf(ctx context.Context, body []byte, r PageRequest) (Page, error) {
	var p page
	var err error
	switch in := formOf(body, r.ContentType); in {
	case formHTML, formText, formMarkdown:
		p, err = parseForm(ctx, in, body, r.ContentType, address(r.URL))
	case formFeed:
		err = fmt.Errorf("%w but a feed: add it as a feed", corpus.ErrNotText)
	case formSitemap:
		err = fmt.Errorf("%w but a sitemap: add it as a sitemap", corpus.ErrNotText)
	default:
		err = notText(body, r.ContentType)
	}
	if err == nil {
		err = checkText(p.text)
	}
	return p.export(), err
}

// parseForm parses a document of a known format.
func parseForm(ctx context.Context, in form, body []byte, contentType string, at *url.URL) (page, error) {
	if err := checkBytes(body, in); err != nil {
		return page{}, err
	}
	text := decode(body, contentType)
	if in == formHTML {
		return parsePage(ctx, text, at)
	}
	return parseText(ctx, text, in)
}

// checkText returns an error if the text is too long for an article.
func checkText(text string) error {
	if len(text) > corpus.MaxText {
		return fmt.Errorf("%w: its text has more than %s", corpus.ErrTooLarge, Size(corpus.MaxText))
	}
	return nil
}

// address parses location, and returns nil if it is not a URL.
func address(location string) *url.URL {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return nil
	}
	return u
}

func detect(ctx context.Context, r PageRequest) (Detected, error) {
	body, err := r.unpacked(ctx)
	if err != nil {
		return Detected{}, err
	}
	switch in := formOf(body, r.ContentType); {
	case in == formFeed:
		feed, err := feedOf(ctx, body, 1)
		return Detected{Kind: corpus.SourceFeed, Title: feed.Title}, err
	case in == formSitemap, isGzip(body):
		_, err := sitemapOf(ctx, body, ListRequest{r.Document, 1})
		return Detected{Kind: corpus.SourceSitemap}, err
	}
	p, err := pageOf(ctx, body, r)
	return Detected{Kind: corpus.SourcePage, Title: p.Title, Feed: p.Feed}, err
}

func readContent(ctx context.Context, r ContentRequest) (_ Content, err error) {
	defer recoverPanic(&err, corpus.ErrNoText)
	body, err := r.unpacked(ctx)
	if err != nil {
		return Content{}, err
	}
	doc, err := parseHTML(ctx, string(body))
	if err != nil {
		return Content{}, err
	}
	text := plainText(doc)
	if words(text) < r.MinWords {
		return Content{}, fmt.Errorf("%w: the feed has only a teaser of it", corpus.ErrNoText)
	}
	return Content{text}, checkText(text)
}
