package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// minContent is how many words a feed's copy of an article must have. A shorter
// one is a teaser.
const minContent = 50

// pageReader reads the pages of a source.
type pageReader struct {
	*reading
	seen map[corpus.ArticleID]bool // articles read so far
}

func newPageReader(r *reading) pageReader {
	return pageReader{reading: r, seen: map[corpus.ArticleID]bool{}}
}

// readSource reads a source that is one page.
func (r pageReader) readSource(ctx context.Context) error {
	r.progress(corpus.Progress{Total: 1, Doing: r.src.Location})
	item := r.read(ctx, entry{url: r.src.Location})
	if item.State == Failed {
		return item.Err
	}
	if err := r.deliver(item); err != nil {
		return err
	}
	r.progress(corpus.Progress{Done: 1, Total: 1, Doing: r.src.Location})
	return nil
}

// read reads one page of a source.
func (r pageReader) read(ctx context.Context, e entry) Item {
	u, err := r.parseURL(e.url)
	if err != nil {
		return Item{Resource: corpus.Resource{URL: e.url}, State: Failed, Err: err}
	}
	before := r.known[u.String()]
	item := r.fetch(ctx, u, before, e)
	if item.State == Failed && before.Article != "" && errors.Is(item.Err, corpus.ErrGone) {
		return Item{Resource: before, State: Gone}
	}
	if item.State == Failed && ctx.Err() == nil {
		item = r.fromContent(ctx, item, u, before, e)
	}
	if item.State == Fetched && r.seen[item.Article.ID] {
		item.State, item.Article = Unchanged, corpus.Article{} // another entry led to the same article
	}
	if item.State == Fetched || item.State == Unchanged {
		r.seen[item.Resource.Article] = true
	}
	return item
}

// fetch requests a page and parses it.
func (r pageReader) fetch(ctx context.Context, u *url.URL, before corpus.Resource, e entry) Item {
	failed := func(err error) Item {
		return Item{Resource: corpus.Resource{URL: u.String()}, State: Failed, Err: err}
	}
	req := request{url: u}
	if before.Article != "" || before.Aside {
		req.etag, req.lastModified = serverETag(before.ETag), before.LastModified
	}
	resp, err := r.get(ctx, req)
	if err != nil {
		return failed(err)
	}
	defer resp.free()
	now := r.now().UTC()
	if resp.unchanged() && before.Aside {
		return failed(r.stillSetAside(before))
	}
	if resp.unchanged() {
		if before.Article == "" {
			return failed(fmt.Errorf("%q: %w: it says that nothing has changed, but was never read: try again later", u, corpus.ErrUnreachable))
		}
		before.Fetched = now
		return Item{Resource: before, State: Unchanged}
	}
	res, wire := resp.resource(u), hash(resp.body...)
	res.Article, res.Fetched = before.Article, now
	asked := resp.pageRequest(r.limits.Body)
	if asked.Hash = res.ETag == "" && res.LastModified == ""; asked.Hash && before.Article != "" {
		content, sent := hashesOf(before.ETag)
		if sent == wire && !before.Aside {
			res.ETag = before.ETag
			return Item{Resource: res, State: Unchanged}
		}
		asked.Known = content
	}
	if err := r.announce(res, resp.body...); err != nil {
		return failed(err)
	}
	p, err := r.parse.Page(ctx, asked)
	if errors.Is(err, corpus.ErrNoText) && before.Article != "" && !strings.HasPrefix(before.ETag, contentPrefix) {
		return r.emptiedItem(res, resp.url, fmt.Errorf("%q: %w", u, err))
	}
	if err != nil {
		return failed(fmt.Errorf("%q: %w", u, err))
	}
	if asked.Hash {
		res.ETag = hashPrefix + p.Hash + "/" + wire
	}
	if p.Unchanged {
		return Item{Resource: res, State: Unchanged}
	}
	canonical := r.canonicalURL(resp.url, p.Canonical)
	item, err := r.articleItem(res, p, e, canonical.String())
	if err != nil {
		return failed(fmt.Errorf("%q: %w", u, err))
	}
	return item
}

// emptiedItem returns the item of a page that had an article but shows no text
// now.
func (r pageReader) emptiedItem(res corpus.Resource, at *url.URL, err error) Item {
	return Item{Resource: res, State: Emptied, Err: err, Article: corpus.Article{
		ID: res.Article, Guild: r.src.Guild, Source: r.src.ID, Origin: corpus.OriginFetched, URL: at.String(),
		Fetched: corpus.DateOf(res.Fetched),
	}}
}

// fromContent returns the item of a page that failed. If the feed has a copy of
// the article and the page was never read, the item holds the copy. If the page
// was read before, its text stays: the copy may be shorter and would look like
// an edit.
func (r pageReader) fromContent(ctx context.Context, failed Item, u *url.URL, before corpus.Resource, e entry) Item {
	if errors.Is(failed.Err, corpus.ErrGone) || errors.Is(failed.Err, corpus.ErrUnsafeAddress) || e.Content == "" {
		return failed
	}
	if before.Article != "" && !strings.HasPrefix(before.ETag, contentPrefix) {
		return failed
	}
	// The copy counts as a document of its own. Requested addresses never have
	// a fragment.
	part := corpus.Resource{URL: u.String() + "#copy"}
	if err := r.announce(part, []byte(e.Content)); err != nil {
		return failed
	}
	copied, err := r.parse.Content(ctx, parse.ContentRequest{Document: parse.Document{Body: []byte(e.Content)}, MinWords: minContent})
	err = r.reportParsed(ctx, part, err)
	if errors.Is(err, corpus.ErrTooCostly) {
		failed.Err = fmt.Errorf("%q: its feed's own copy: %w", u, err)
	}
	if err != nil {
		return failed
	}
	res := corpus.Resource{URL: u.String(), ETag: contentPrefix + hash([]byte(copied.Text)), Article: before.Article, Fetched: r.now().UTC()}
	if res.ETag == before.ETag {
		return Item{Resource: res, State: Unchanged}
	}
	item, err := r.articleItem(res, parse.Page{Text: copied.Text}, e, u.String())
	if err != nil {
		return failed
	}
	return item
}

// articleItem returns a page as an article. If the page lacks metadata, that of
// the feed or sitemap is used. The article keeps the id that its resource had,
// even if the page prefers another address now.
func (r pageReader) articleItem(res corpus.Resource, p parse.Page, e entry, location string) (Item, error) {
	if res.Article == "" {
		res.Article = articleID(location)
	}
	a := corpus.Article{
		ID: res.Article, Guild: r.src.Guild, Source: r.src.ID, Origin: corpus.OriginFetched, URL: location,
		Title: cmp.Or(p.Title, e.Title), Publisher: p.Publisher, Author: cmp.Or(p.Author, e.Author),
		Published: cmp.Or(p.Published, e.Published), Language: cmp.Or(p.Language, e.Language),
		Fetched: corpus.DateOf(res.Fetched), Text: p.Text,
	}
	return validItem(res, a, corpus.MaxPageText)
}
