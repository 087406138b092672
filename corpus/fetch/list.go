package fetch

import (
	"net/url"
	"slices"
	"sync"
	"time"

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

// entriesOf returns the entries of the list at base, with normalised addresses.
func entriesOf(a addressRules, base *url.URL, named []parse.Entry) []entry {
	out := make([]entry, len(named))
	for i, e := range named {
		out[i] = entry{a.entryURL(base, e.Link), e}
	}
	return out
}

// newest returns the newest entries up to the limit, each address once, and how
// many there are without the limit. If an entry has no date, they keep the
// order of the list.
func newest(entries []entry, limit int) (out []entry, distinct int) {
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
		if len(out) < limit {
			out = append(out, e)
		}
	}
	return out, len(seen)
}
