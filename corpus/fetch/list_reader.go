package fetch

import (
	"context"
	"fmt"
	"net/url"

	"verbatim/corpus"
)

// listReader reads the list of a source: its feed or its sitemap.
type listReader struct {
	*reading
	lists *listCache
}

// read reads a feed or a sitemap.
func (r listReader) read(ctx context.Context, u *url.URL) (list, error) {
	kind := r.src.Kind
	key := string(kind) + " " + u.String()
	before := r.lists.get(key)
	if !r.src.Begun.IsZero() && !before.at.IsZero() && !before.at.Before(r.src.Begun) {
		return before, nil
	}
	req, aside := request{url: u, etag: before.etag, lastModified: before.lastModified}, r.known[u.String()]
	if aside.Aside {
		req.etag, req.lastModified = serverETag(aside.ETag), aside.LastModified
	}
	resp, err := r.get(ctx, req)
	if err != nil {
		return list{}, err
	}
	defer resp.free()
	if resp.unchanged() && aside.Aside {
		return list{}, r.stillSetAside(aside)
	}
	if resp.unchanged() {
		before.at = r.now()
		r.lists.put(key, before)
		return before, nil
	}
	read := r.feed
	if kind == corpus.SourceSitemap {
		read = sitemapReader{r.reading}.read
	}
	l, err := read(ctx, u, resp)
	if err != nil {
		return list{}, fmt.Errorf("%q: %w", u, err)
	}
	l.at = r.now()
	entries, distinct := newest(l.entries, r.limits.Articles)
	distinct += l.omitted
	if l.entries = entries; len(entries) < distinct && l.cut == nil {
		l.cut = fmt.Errorf("%q: it names %d articles; the newest %d are read", u, distinct, r.limits.Articles)
	}
	l.etag, l.lastModified = validator(resp.header.Get("ETag")), validator(resp.header.Get("Last-Modified"))
	if kind == corpus.SourceSitemap && l.parts {
		l.etag, l.lastModified = "", "" // an index may stay the same when its parts change
	}
	r.lists.put(key, l)
	return l, nil
}

// feed parses a response to a request for the feed u.
func (r listReader) feed(ctx context.Context, u *url.URL, resp *response) (list, error) {
	res := resp.resource(u)
	if err := r.announce(res, resp.body...); err != nil {
		return list{}, err
	}
	feed, err := r.parse.Feed(ctx, resp.listRequest(r.limits))
	if err := r.reportParsed(ctx, res, err); err != nil {
		return list{}, err
	}
	return list{entries: entriesOf(r.addressRules, resp.url, feed.Entries), omitted: feed.Named - len(feed.Entries)}, nil
}
