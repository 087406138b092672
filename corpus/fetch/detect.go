package fetch

import (
	"context"
	"fmt"
	"strings"

	"verbatim/corpus"
)

// Detected is what stands at an address.
type Detected struct {
	Kind     corpus.SourceKind // SourcePage, SourceFeed or SourceSitemap
	Title    string            // of the page or feed; "" where it names none
	Location string            // the address in the form in which it is asked for
	Feed     string            // the feed that a page names, "" where it names none: only a hint
}

// Detect finds out what stands at an address of the web. A page stays a page
// even where it names a feed. Its errors are those of Read.
func (f *Fetcher) Detect(ctx context.Context, location string) (Detected, error) {
	u, err := f.parseURL(location)
	if err != nil {
		return Detected{}, err
	}
	resp, err := f.get(ctx, request{url: u})
	if err != nil {
		return Detected{}, err
	}
	found := Detected{Location: u.String()}
	contentType := resp.header.Get("Content-Type")
	switch in := formOf(resp.body, contentType); {
	case in == formFeed:
		l, err := f.parseFeed(ctx, resp)
		if err != nil {
			return Detected{}, fmt.Errorf("%q: %w", u, err)
		}
		found.Kind, found.Title = corpus.SourceFeed, l.title
	case in == formSitemap, strings.HasPrefix(string(resp.body[:min(2, len(resp.body))]), "\x1f\x8b"):
		if _, err := f.sitemap(resp.body); err != nil {
			return Detected{}, fmt.Errorf("%q: %w", u, err)
		}
		found.Kind = corpus.SourceSitemap
	default:
		p, err := f.parsePage(resp)
		if err != nil {
			return Detected{}, fmt.Errorf("%q: %w", u, err)
		}
		found.Kind, found.Title = corpus.SourcePage, p.title
		if p.feed != "" {
			found.Feed = f.entryURL(resp.url, p.feed)
		}
	}
	found.Title = clip(found.Title, corpus.MaxCitation)
	return found, nil
}
