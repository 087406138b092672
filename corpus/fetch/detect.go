package fetch

import (
	"context"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// Detected describes the document at an address.
type Detected struct {
	Kind     corpus.SourceKind // SourcePage, SourceFeed or SourceSitemap
	Title    string            // of the page or feed; "" if it has no title
	Location string            // the normalised address
	Feed     string            // a feed that the page names, as a hint, or ""
}

// detect does the work of Fetcher.Detect.
func detect(ctx context.Context, c *client, parser parse.Client, location string) (Detected, error) {
	u, err := c.parseURL(location)
	if err != nil {
		return Detected{}, err
	}
	resp, err := c.get(ctx, request{url: u})
	if err != nil {
		return Detected{}, err
	}
	defer resp.free()
	is, err := parser.Detect(ctx, resp.pageRequest(c.limits.Body))
	if err != nil {
		return Detected{}, fmt.Errorf("%q: %w", u, err)
	}
	found := Detected{Kind: is.Kind, Title: parse.Clip(is.Title, corpus.MaxCitation), Location: u.String()}
	if is.Feed != "" {
		found.Feed = c.entryURL(resp.url, is.Feed)
	}
	return found, nil
}
