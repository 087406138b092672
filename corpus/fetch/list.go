package fetch

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// entry is a page that a feed or sitemap names, with its metadata.
type entry struct {
	url string // normalised
	parse.Entry
}

// list is the content of a feed or sitemap, newest first.
type list struct {
	entries            []entry
	cut                error // what was left out; may be nil
	omitted            int   // entries that parse left out
	parts              bool  // whether it consists of several documents
	etag, lastModified string
	at                 time.Time // when it was read
}

// weight estimates how many bytes of memory a list takes.
func (l list) weight() int {
	n := 0
	for _, e := range l.entries {
		n += len(e.url) + len(e.Link) + len(e.Title) + len(e.Author) + len(e.Content) + 256
	}
	return n
}

// maxLists is how many lists are cached, and maxListWeight how many bytes they
// may take in all.
const (
	maxLists      = 256
	maxListWeight = 16 << 20
)

// listCache caches the last lists. So a feed is sent again only if it has
// changed: a response without changes does not repeat the entries. And a
// reading that continues over several turns requests it only once.
type listCache struct {
	mu     sync.Mutex
	lists  map[string]list
	oldest []string // keys, oldest first
	weight int
}

func (c *listCache) get(key string) list {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lists[key]
}

func (c *listCache) put(key string, l list) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = map[string]list{}
	}
	c.drop(key)
	c.lists[key] = l
	c.oldest = append(c.oldest, key)
	c.weight += l.weight()
	for len(c.oldest) > maxLists || c.weight > maxListWeight {
		c.drop(c.oldest[0])
	}
}

func (c *listCache) drop(key string) {
	old, ok := c.lists[key]
	if !ok {
		return
	}
	delete(c.lists, key)
	c.weight -= old.weight()
	c.oldest = slices.DeleteFunc(c.oldest, func(s string) bool { return s == key })
}

// readList reads a feed or a sitemap.
func (r *reading) readList(ctx context.Context, u *url.URL) (list, error) {
	f, kind := r.f, r.src.Kind
	key := string(kind) + " " + u.String()
	before := f.lists.get(key)
	if !r.src.Begun.IsZero() && !before.at.IsZero() && !before.at.Before(r.src.Begun) {
		return before, nil
	}
	req, aside := request{url: u, etag: before.etag, lastModified: before.lastModified}, r.known[u.String()]
	if aside.Aside {
		req.etag, req.lastModified = serverETag(aside.ETag), aside.LastModified
	}
	resp, err := f.get(ctx, req)
	if err != nil {
		return list{}, err
	}
	defer resp.free()
	if resp.unchanged() && aside.Aside {
		return list{}, r.stillSetAside(aside)
	}
	if resp.unchanged() {
		before.at = f.now()
		f.lists.put(key, before)
		return before, nil
	}
	read := r.feed
	if kind == corpus.SourceSitemap {
		read = r.sitemap
	}
	l, err := read(ctx, u, resp)
	if err != nil {
		return list{}, fmt.Errorf("%q: %w", u, err)
	}
	l.at = f.now()
	entries, distinct := f.newest(l.entries)
	distinct += l.omitted
	if l.entries = entries; len(entries) < distinct && l.cut == nil {
		l.cut = fmt.Errorf("%q: it names %d articles; the newest %d are read", u, distinct, f.limits.Articles)
	}
	l.etag, l.lastModified = validator(resp.header.Get("ETag")), validator(resp.header.Get("Last-Modified"))
	if kind == corpus.SourceSitemap && l.parts {
		l.etag, l.lastModified = "", "" // an index may stay the same when its parts change
	}
	f.lists.put(key, l)
	return l, nil
}

// listRequest returns the request to parse a response as a list.
func (f *Fetcher) listRequest(resp *response) parse.ListRequest {
	return parse.ListRequest{Document: f.document(resp), Newest: f.limits.Articles}
}

// feed parses a response to a request for the feed u.
func (r *reading) feed(ctx context.Context, u *url.URL, resp *response) (list, error) {
	res := resp.resource(u)
	if err := r.announce(res, resp.body...); err != nil {
		return list{}, err
	}
	feed, err := r.f.parse.Feed(ctx, r.f.listRequest(resp))
	if err := r.reportParsed(ctx, res, err); err != nil {
		return list{}, err
	}
	return list{entries: r.f.entries(resp.url, feed.Entries), omitted: feed.Named - len(feed.Entries)}, nil
}

// entries returns the entries of the list at base, with normalised addresses.
func (f *Fetcher) entries(base *url.URL, named []parse.Entry) []entry {
	out := make([]entry, len(named))
	for i, e := range named {
		out[i] = entry{f.entryURL(base, e.Link), e}
	}
	return out
}

// newest returns the newest entries up to the limit, each address once, and how
// many there are without the limit. If an entry has no date, they keep the
// order of the list.
func (f *Fetcher) newest(entries []entry) (out []entry, distinct int) {
	undated := slices.ContainsFunc(entries, func(e entry) bool { return e.At.IsZero() })
	if !undated {
		slices.SortStableFunc(entries, func(a, b entry) int { return b.At.Compare(a.At) })
	}
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.url] {
			continue
		}
		seen[e.url] = true
		if len(out) < f.limits.Articles {
			out = append(out, e)
		}
	}
	return out, len(seen)
}

// entryURL returns the normalised address of an entry of the list at base. If
// the address is invalid, it is returned unchanged, so reading it fails with a
// message.
func (f *Fetcher) entryURL(base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil || f.tidyURL(u) != nil {
		return link
	}
	return u.String()
}
