package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"verbatim/corpus"
)

const (
	// recheckAfter is when a page that its feed no longer names is checked
	// again, counted from its last request.
	recheckAfter = 24 * time.Hour
	// maxUnreachable is after how many unreachable pages in a row a reading
	// ends.
	maxUnreachable = 5
)

// SkipNew tells Read to skip all further documents that were never read,
// because there is no room for them. It is not a failure.
//
//nolint:revive,staticcheck // it asks for something, as fs.SkipDir does, and tells of no failure
var SkipNew = errors.New("skip the documents that are not known")

// Read reads a source and passes its documents to yield one by one. Documents
// that were never read come first; among those and the others, the longest not
// requested come first, and then the newest. known holds the resources of
// earlier readings, by Resource.URL; such documents are downloaded only if they
// have changed. A resource without an article marks a failed request. progress
// may be nil; Read calls it before each document.
//
// If src.Begun is set, Read continues the reading that began then. It skips
// documents that were requested since, and does not request the source's list
// again if it is still cached.
//
// If a page fails, it is delivered as Failed and Read continues. Read returns
// an error when ctx ends (its cause), when yield fails (its error), when the
// source's own document cannot be read, or when several pages in a row are
// unreachable. Documents delivered before remain valid. If ctx ends while a
// document is being read, it is delivered as Failed. If a source has more than
// Limits.Articles articles, the rest is left out and an Item with state Cut
// says so.
//
// If yield returns SkipNew, Read skips the other new documents and continues
// with the known ones. Texts and attachments cannot be read again; for them
// Read returns an error.
func (f *Fetcher) Read(ctx context.Context, src corpus.Source, known map[string]corpus.Resource, yield func(Item) error, progress func(corpus.Progress)) error {
	r := &reading{f: f, src: src, known: known, yield: yield, progress: progress, seen: map[corpus.ArticleID]bool{}}
	if progress == nil {
		r.progress = func(corpus.Progress) {}
	}
	ctx = ownedBy(ctx, string(src.Guild))
	read, ok := readers()[src.Kind]
	if !ok {
		return fmt.Errorf("read source %q: a %s is stored once and cannot be read again", src.Name, src.Kind)
	}
	err := read(r, ctx)
	if r.failure != nil {
		return r.failure
	}
	if ctx.Err() != nil && !errors.Is(err, ErrNotAsked) {
		return fmt.Errorf("read source %q: %w", src.Name, context.Cause(ctx))
	}
	return err
}

// readers returns the method that reads a source, for each kind that is refreshed.
func readers() map[corpus.SourceKind]func(*reading, context.Context) error {
	return map[corpus.SourceKind]func(*reading, context.Context) error{
		corpus.SourcePage:    (*reading).readSinglePage,
		corpus.SourceFeed:    (*reading).readListed,
		corpus.SourceSitemap: (*reading).readListed,
		corpus.SourceFile:    (*reading).readFiles,
	}
}

// reading is a Read in progress.
type reading struct {
	f        *Fetcher
	src      corpus.Source
	known    map[string]corpus.Resource
	yield    func(Item) error
	progress func(corpus.Progress)
	seen     map[corpus.ArticleID]bool // articles delivered so far
	skipNew  bool                      // yield has returned SkipNew
	failure  error                     // another error of yield, which ends the reading
}

// deliver passes an item to yield.
func (r *reading) deliver(item Item) error {
	if r.failure != nil {
		return r.failure
	}
	err := r.yield(item)
	if errors.Is(err, SkipNew) {
		r.skipNew = true
		return nil
	}
	if err != nil && !errors.Is(err, corpus.ErrSetAside) {
		r.failure = err
	}
	return err
}

// announce delivers that a document is about to be parsed. If it returns an
// error, the document must not be parsed.
func (r *reading) announce(res corpus.Resource, body ...[]byte) error {
	return r.deliver(Item{State: Begun, Resource: res, Digest: hash(body...)})
}

// stillSetAside returns the error for a document that has not changed since it
// was set aside.
func (r *reading) stillSetAside(res corpus.Resource) error {
	if err := r.deliver(Item{State: Begun, Resource: res}); err != nil {
		return err
	}
	return fmt.Errorf("%q: %w", res.URL, corpus.ErrSetAside)
}

// reportParsed delivers the result of parsing a document that is not an
// article. It returns err, or the error of yield.
func (r *reading) reportParsed(ctx context.Context, res corpus.Resource, err error) error {
	if ctx.Err() != nil && !errors.Is(err, corpus.ErrTooCostly) && err != nil {
		return err // parsing was stopped
	}
	if handing := r.deliver(Item{State: Parsed, Resource: res, Err: err}); err == nil {
		return handing
	}
	return err
}

// skipsNew reports whether the document must be skipped because it is new.
func (r *reading) skipsNew(url string) bool {
	return r.skipNew && r.known[url].Article == ""
}

// isDone reports whether the document was already requested in the reading that
// this one continues.
func (r *reading) isDone(url string) bool {
	before, known := r.known[url]
	return known && !r.src.Begun.IsZero() && !before.Fetched.Before(r.src.Begun)
}

// readSinglePage reads a source that is one page.
func (r *reading) readSinglePage(ctx context.Context) error {
	r.progress(corpus.Progress{Total: 1, Doing: r.src.Location})
	item := r.readPage(ctx, entry{url: r.src.Location})
	if item.State == Failed {
		return item.Err
	}
	if err := r.deliver(item); err != nil {
		return err
	}
	r.progress(corpus.Progress{Done: 1, Total: 1, Doing: r.src.Location})
	return nil
}

// readListed reads the pages that a feed or sitemap names.
func (r *reading) readListed(ctx context.Context) error {
	r.progress(corpus.Progress{Doing: r.src.Location})
	u, err := r.f.parseURL(r.src.Location)
	if err != nil {
		return err
	}
	list, err := r.readList(ctx, u)
	if err != nil {
		return err
	}
	if list.cut != nil {
		if err := r.deliver(Item{Resource: corpus.Resource{URL: u.String()}, State: Cut, Err: list.cut}); err != nil {
			return err
		}
	}
	work, done := r.plan(list.entries)
	total := done + len(work)
	unreachable := 0
	for i, e := range work {
		if r.skipsNew(e.url) {
			continue
		}
		r.progress(corpus.Progress{Done: done + i, Total: total, Doing: e.url})
		item := r.readPage(ctx, e)
		if ctx.Err() != nil && item.State == Failed {
			return r.endLate(ctx, item)
		}
		if err := r.deliver(item); err != nil {
			return err
		}
		if !errors.Is(item.Err, corpus.ErrUnreachable) {
			unreachable = 0
		} else if unreachable++; unreachable == maxUnreachable {
			return fmt.Errorf("%d pages in a row are out of reach, and the rest is left for the next time: %w", unreachable, item.Err)
		}
	}
	r.progress(corpus.Progress{Done: total, Total: total, Doing: r.src.Location})
	return nil
}

// endLate ends a reading whose context ended during a document. It delivers the
// document if it had been requested.
func (r *reading) endLate(ctx context.Context, item Item) error {
	if !errors.Is(item.Err, ErrNotAsked) {
		if err := r.deliver(item); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// plan returns the order in which to read the entries: new ones, known ones,
// and then some known pages that the list no longer names. In each group, those
// not requested for the longest time come first. done is how many entries were
// already requested in the reading that this one continues.
func (r *reading) plan(entries []entry) (work []entry, done int) {
	var fresh, again, old []entry
	listed := map[string]bool{}
	for _, e := range entries {
		listed[e.url] = true
		switch {
		case r.isDone(e.url):
			done++
		case r.known[e.url].Article != "":
			again = append(again, e)
		default:
			fresh = append(fresh, e)
		}
	}
	due, rechecks := r.f.now().Add(-recheckAfter), r.f.limits.Rechecks
	for url, res := range r.known {
		switch {
		case listed[url] || res.Article == "":
		case r.isDone(url):
			rechecks--
		case res.Fetched.Before(due):
			old = append(old, entry{url: url})
		}
	}
	longest := func(a, b entry) int { return r.known[a.url].Fetched.Compare(r.known[b.url].Fetched) }
	slices.SortStableFunc(fresh, longest)
	slices.SortStableFunc(again, longest)
	slices.SortFunc(old, func(a, b entry) int { return cmp.Or(longest(a, b), cmp.Compare(a.url, b.url)) })
	old = old[:min(len(old), max(rechecks, 0))]
	return slices.Concat(fresh, again, old), done
}
