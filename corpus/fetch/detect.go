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

// Detect finds out the kind of document at a web address. A page that names a
// feed is still a page. The errors are those of Read.
func (f *Fetcher) Detect(ctx context.Context, location string) (Detected, error) {
	u, err := f.parseURL(location)
	if err != nil {
		return Detected{}, err
	}
	resp, err := f.get(ctx, request{url: u})
	if err != nil {
		return Detected{}, err
	}
	defer resp.free()
	is, err := f.parse.Detect(ctx, f.pageRequest(resp))
	if err != nil {
		return Detected{}, fmt.Errorf("%q: %w", u, err)
	}
	found := Detected{Kind: is.Kind, Title: parse.Clip(is.Title, corpus.MaxCitation), Location: u.String()}
	if is.Feed != "" {
		found.Feed = f.entryURL(resp.url, is.Feed)
	}
	return found, nil
}
