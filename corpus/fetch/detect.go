package fetch

import (
	"context"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/parse"
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
