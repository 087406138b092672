package fetch

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// entry is one page that a feed or sitemap names, with what it says of it.
type entry struct {
	url string // in the form in which it is asked for
	parse.Entry
}

// list is what a feed or sitemap names, the newest first.
type list struct {
	entries            []entry
	cut                error // what was left out, nil where nothing was
	parts              bool  // it was put together from more documents than one
	etag, lastModified string
}

// maxLists is how many lists are kept in memory, and maxListEntries how many
// entries of them together.
const (
	maxLists       = 256
	maxListEntries = 100_000
)

// listCache keeps the lists that were read last, so that a feed is asked for
// only if it has changed: a server that says "unchanged" does not say again
// what the feed names.
type listCache struct {
	mu      sync.Mutex
	lists   map[string]list
	order   []string // the oldest first
	entries int
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
	if l.etag == "" && l.lastModified == "" {
		return
	}
	c.lists[key] = l
	c.order = append(c.order, key)
	c.entries += len(l.entries)
	for len(c.order) > maxLists || c.entries > maxListEntries {
		c.drop(c.order[0])
	}
}

func (c *listCache) drop(key string) {
	old, ok := c.lists[key]
	if !ok {
		return
	}
	delete(c.lists, key)
	c.entries -= len(old.entries)
	c.order = slices.DeleteFunc(c.order, func(s string) bool { return s == key })
}

// readList reads a feed or a sitemap.
func (f *Fetcher) readList(ctx context.Context, u *url.URL, kind corpus.SourceKind) (list, error) {
	key := string(kind) + " " + u.String()
	before := f.lists.get(key)
	resp, err := f.get(ctx, request{url: u, etag: before.etag, lastModified: before.lastModified})
	if err != nil {
		return list{}, err
	}
	if resp.unchanged() {
		return before, nil
	}
	read := f.feed
	if kind == corpus.SourceSitemap {
		read = f.sitemap
	}
	l, err := read(ctx, resp)
	if err != nil {
		return list{}, fmt.Errorf("%q: %w", u, err)
	}
	entries, distinct := f.newest(l.entries)
	if l.entries = entries; len(entries) < distinct && l.cut == nil {
		l.cut = fmt.Errorf("%q: it names %d articles; the newest %d are read", u, distinct, f.limits.Articles)
	}
	l.etag, l.lastModified = validator(resp.header.Get("ETag")), validator(resp.header.Get("Last-Modified"))
	if kind == corpus.SourceSitemap && l.parts {
		l.etag, l.lastModified = "", "" // an index may stay the same while its parts do not
	}
	f.lists.put(key, l)
	return l, nil
}

// feed reads a feed.
func (f *Fetcher) feed(ctx context.Context, resp *response) (list, error) {
	feed, err := f.parse.Feed(ctx, parse.ListRequest{Document: f.document(resp)})
	if err != nil {
		return list{}, err
	}
	return list{entries: f.entries(resp.url, feed.Entries)}, nil
}

// entries is what the list at base names, with addresses as they are asked for.
func (f *Fetcher) entries(base *url.URL, named []parse.Entry) []entry {
	out := make([]entry, len(named))
	for i, e := range named {
		out[i] = entry{f.entryURL(base, e.Link), e}
	}
	return out
}

// newest is the newest entries, each address once, up to the limit, and how
// many there would be without it. Where entries have no date the list's own
// order counts.
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

// entryURL is the address that an entry of the list at base names, in the form
// in which it is asked for; as it stands where it is none, so that it fails
// when its turn comes and somebody reads why.
func (f *Fetcher) entryURL(base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil || f.tidyURL(u) != nil {
		return link
	}
	return u.String()
}
