package fetch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// If a server sends no validator, Resource.ETag holds one of these instead.
// They are never sent.
const (
	hashPrefix    = "sha256:" // hash of the unpacked body, and after a slash the hash of the body as sent
	contentPrefix = "feed:"   // the article is the feed's copy with this hash
	filePrefix    = "file:"   // a file's time and size
)

// minContent is how many words a feed's copy of an article must have. A shorter
// one is a teaser.
const minContent = 50

// readPage reads one page of a source.
func (r *reading) readPage(ctx context.Context, e entry) Item {
	u, err := r.f.parseURL(e.url)
	if err != nil {
		return Item{Resource: corpus.Resource{URL: e.url}, State: Failed, Err: err}
	}
	before := r.known[u.String()]
	item := r.fetchPage(ctx, u, before, e)
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

// fetchPage requests a page and parses it.
func (r *reading) fetchPage(ctx context.Context, u *url.URL, before corpus.Resource, e entry) Item {
	failed := func(err error) Item {
		return Item{Resource: corpus.Resource{URL: u.String()}, State: Failed, Err: err}
	}
	req := request{url: u}
	if before.Article != "" || before.Aside {
		req.etag, req.lastModified = serverETag(before.ETag), before.LastModified
	}
	resp, err := r.f.get(ctx, req)
	if err != nil {
		return failed(err)
	}
	defer resp.free()
	now := r.f.now().UTC()
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
	asked := r.f.pageRequest(resp)
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
	p, err := r.f.parse.Page(ctx, asked)
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
	canonical := r.f.canonicalURL(resp.url, p.Canonical)
	item, err := r.articleItem(res, p, e, canonical.String())
	if err != nil {
		return failed(fmt.Errorf("%q: %w", u, err))
	}
	return item
}

// document returns the body of a response as a document to parse.
func (f *Fetcher) document(resp *response) parse.Document {
	return parse.Document{More: resp.body, Encoding: resp.header.Get("Content-Encoding"), Limit: f.limits.Body}
}

// resource returns the resource of a response to a request for u.
func (r *response) resource(u *url.URL) corpus.Resource {
	return corpus.Resource{
		URL: u.String(), ETag: validator(r.header.Get("ETag")), LastModified: validator(r.header.Get("Last-Modified")),
	}
}

// hashesOf returns the two hashes in a validator with hashPrefix: of the
// unpacked body, and of the body as sent. Either may be "".
func hashesOf(etag string) (content, sent string) {
	hashes, _ := strings.CutPrefix(etag, hashPrefix)
	if hashes == etag {
		return "", ""
	}
	content, sent, _ = strings.Cut(hashes, "/")
	return content, sent
}

// emptiedItem returns the item of a page that had an article but shows no text
// now.
func (r *reading) emptiedItem(res corpus.Resource, at *url.URL, err error) Item {
	return Item{Resource: res, State: Emptied, Err: err, Article: corpus.Article{
		ID: res.Article, Guild: r.src.Guild, Source: r.src.ID, Origin: corpus.OriginFetched, URL: at.String(),
		Fetched: corpus.DateOf(res.Fetched),
	}}
}

// pageRequest returns the request to parse a response as a page.
func (f *Fetcher) pageRequest(resp *response) parse.PageRequest {
	return parse.PageRequest{Document: f.document(resp), ContentType: resp.header.Get("Content-Type"), URL: resp.url.String()}
}

// fromContent returns the item of a page that failed. If the feed has a copy of
// the article and the page was never read, the item holds the copy. If the page
// was read before, its text stays: the copy may be shorter and would look like
// an edit.
func (r *reading) fromContent(ctx context.Context, failed Item, u *url.URL, before corpus.Resource, e entry) Item {
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
	copied, err := r.f.parse.Content(ctx, parse.ContentRequest{Document: parse.Document{Body: []byte(e.Content)}, MinWords: minContent})
	err = r.reportParsed(ctx, part, err)
	if errors.Is(err, corpus.ErrTooCostly) {
		failed.Err = fmt.Errorf("%q: its feed's own copy: %w", u, err)
	}
	if err != nil {
		return failed
	}
	res := corpus.Resource{URL: u.String(), ETag: contentPrefix + hash([]byte(copied.Text)), Article: before.Article, Fetched: r.f.now().UTC()}
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
func (r *reading) articleItem(res corpus.Resource, p parse.Page, e entry, location string) (Item, error) {
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

// validItem shortens the citation of an article to its limits and validates the
// article. Its text may have at most limit bytes.
func validItem(res corpus.Resource, a corpus.Article, limit int64) (Item, error) {
	for _, part := range []*string{&a.Title, &a.Publisher, &a.Author} {
		*part = parse.Clip(parse.Fold(strings.ToValidUTF8(*part, "\uFFFD")), corpus.MaxCitation)
	}
	if int64(len(a.Text)) > limit {
		return Item{}, fmt.Errorf("%w: its text has more than %s", corpus.ErrTooLarge, parse.Size(limit))
	}
	if err := a.Validate(); err != nil {
		return Item{}, fmt.Errorf("%w: %w", corpus.ErrNotText, err)
	}
	return Item{Resource: res, Article: a, State: Fetched}, nil
}

// hash returns the hash of all parts together.
func hash(parts ...[]byte) string {
	sum := sha256.New()
	for _, part := range parts {
		_, _ = sum.Write(part) // never fails
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// maxValidator is the length of the longest ETag that is kept, in bytes.
const maxValidator = 1024

// validator returns a header's value, or "" if it cannot be sent back.
func validator(value string) string {
	if len(value) > maxValidator || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return value
}

// serverETag returns an ETag of the server, or "" for a validator of our own.
func serverETag(etag string) string {
	for _, ours := range []string{hashPrefix, contentPrefix, filePrefix} {
		if strings.HasPrefix(etag, ours) {
			return ""
		}
	}
	return etag
}
