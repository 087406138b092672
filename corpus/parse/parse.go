// Package parse reads strangers' bytes into articles, entries and rules: web
// pages with what they say of themselves, feeds, sitemaps, robots.txt, and text,
// Markdown and HTML files. It is pure: no network, no disk and no clock.
//
// What it reads may be written to do harm. Therefore it can run in another
// process: Do takes a request and gives a reply as bytes, and a Client asks
// whatever runs Do.
//
// Errors wrap the sentinels of package corpus and are in words for people,
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

// PageRequest is a document of the web.
type PageRequest struct {
	Document
	ContentType string // as the server names it
	URL         string // where it was found, after redirects
	Hash        bool   // the reply is to hold Hash
	Known       string // the Hash that it had before: with the same one it is not read, and Unchanged
}

// Page is a document read as an article. What it does not say of itself is
// empty.
type Page struct {
	Title, Publisher, Author string
	Published                corpus.Date
	Language                 string
	Canonical                string // the address by which it wants to be known, as it stands in the page
	Feed                     string // the feed that it names, as it stands in the page
	Text                     string

	Hash      string // of the document's bytes, unpacked, where it was asked for
	Unchanged bool   // Hash is the known one, and nothing else is filled in
}

// Detected is what a document is.
type Detected struct {
	Kind  corpus.SourceKind // SourcePage, SourceFeed or SourceSitemap
	Title string            // of the page or feed
	Feed  string            // as in Page
}

// ListRequest is a feed or a sitemap.
type ListRequest struct {
	Document
	Newest int // how many entries are wanted at most, the newest; 0: all
}

// Entry is one page, or one further sitemap, that a feed or sitemap names, with
// what it says of it.
type Entry struct {
	Link          string // as it stands in the list
	Title, Author string
	Published     corpus.Date
	Language      string
	Content       string    // HTML, "" where it has only a teaser
	At            time.Time // by which entries are sorted; zero where it has none
}

// Feed is what a feed names, the newest first where each has a date.
type Feed struct {
	Title   string
	Entries []Entry
	Named   int // entries with different links, with those that were left out
}

// Sitemap is what a sitemap names: pages, or further sitemaps.
type Sitemap struct {
	Pages, Parts []Entry
	PagesNamed   int // as in Feed
	PartsNamed   int
}

// RobotsRequest is a robots.txt, and the product whose rules are wanted.
// What exceeds Limit is left out.
type RobotsRequest struct {
	Document
	Product string
}

// FileRequest is a file that somebody supplied. Its name says what it is.
type FileRequest struct {
	Document
	Name        string
	ContentType string // as the server names it that it was downloaded from, or ""
}

// ContentRequest is a feed's own copy of an article, in HTML. A copy of fewer
// than MinWords words is only a teaser: corpus.ErrNoText.
type ContentRequest struct {
	Document
	MinWords int
}

// Content is the text of a feed's own copy.
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

// pageOf reads a document that is unpacked.
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

// parseForm reads a document whose form is known.
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

// checkText refuses a text that no article may have.
func checkText(text string) error {
	if len(text) > corpus.MaxText {
		return fmt.Errorf("%w: its text has more than %s", corpus.ErrTooLarge, Size(corpus.MaxText))
	}
	return nil
}

// address is location as a URL, nil where it is none.
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
