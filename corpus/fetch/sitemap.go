package fetch

import (
	"context"
	"fmt"
	"net/url"

	"verbatim/corpus/parse"
)

// maxSitemaps is how many parts of a sitemap index are read.
const maxSitemaps = 50

// sitemapReader reads a sitemap and its parts.
type sitemapReader struct{ *reading }

// read parses a response to a request for the sitemap u. If it is an index,
// it reads its parts, newest first, until there are enough entries. It releases
// the response's memory before it requests the parts: otherwise two readings
// could wait for each other's memory forever.
func (r sitemapReader) read(ctx context.Context, u *url.URL, resp *response) (list, error) {
	doc, err := r.parsed(ctx, u, resp)
	if err != nil {
		return list{}, err
	}
	resp.free() // its parts may need the memory
	l := list{entries: entriesOf(r.addressRules, resp.url, doc.Pages), omitted: doc.PagesNamed - len(doc.Pages), parts: len(doc.Parts) > 0}
	parts := doc.Parts
	var failure error
	read := 0
	for _, part := range parts {
		if read == maxSitemaps || len(l.entries) >= r.limits.Articles {
			l.cut = fmt.Errorf("%q: it names %d sitemaps; the newest %d are read", resp.url, doc.PartsNamed, read)
			break
		}
		entries, left, err := r.part(ctx, resp.url, part)
		if r.failure != nil {
			return list{}, r.failure
		}
		if ctx.Err() != nil {
			return list{}, context.Cause(ctx)
		}
		if err != nil {
			failure = err
			continue
		}
		read++
		l.entries = append(l.entries, entries...)
		l.omitted += left
	}
	switch {
	case failure != nil && read == 0:
		return list{}, failure
	case failure != nil && l.cut == nil:
		l.cut = fmt.Errorf("%q: one of its parts cannot be read: %w", resp.url, failure)
	}
	return l, nil
}

// parsed parses the sitemap that was requested at u.
func (r sitemapReader) parsed(ctx context.Context, u *url.URL, resp *response) (parse.Sitemap, error) {
	res := resp.resource(u)
	if err := r.announce(res, resp.body...); err != nil {
		return parse.Sitemap{}, err
	}
	doc, err := r.parse.Sitemap(ctx, resp.listRequest(r.limits))
	return doc, r.reportParsed(ctx, res, err)
}

func (r sitemapReader) part(ctx context.Context, base *url.URL, part parse.Entry) (entries []entry, left int, err error) {
	u, err := r.parseURL(r.entryURL(base, part.Link))
	if err != nil {
		return nil, 0, err
	}
	resp, err := r.get(ctx, request{url: u})
	if err != nil {
		return nil, 0, err
	}
	defer resp.free()
	doc, err := r.parsed(ctx, u, resp)
	if err != nil {
		return nil, 0, fmt.Errorf("%q: %w", u, err)
	}
	return entriesOf(r.addressRules, resp.url, doc.Pages), doc.PagesNamed - len(doc.Pages), nil
}
