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

	"verbatim/corpus"
)

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
