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
	// recheckAfter is how long a page that its feed no longer names is left
	// alone after it was last asked for.
	recheckAfter = 24 * time.Hour
	// maxUnreachable is how many pages in a row may be out of reach before the
	// rest is left for another time.
	maxUnreachable = 5
)

// SkipNew is what yield may return for the rest of the documents that are not
// known to be left out, as there is no room for them. Read does not fail then.
//
//nolint:revive,staticcheck // it asks for something, as fs.SkipDir does, and tells of no failure
var SkipNew = errors.New("skip the documents that are not known")

// Read reads a source and hands its documents to yield one by one, those that
// were never had before those that were, of each those first that were not asked
// for the longest, and else the newest. known is what earlier readings left, by
// Resource.URL; documents in it are asked for only if they have changed. One
// without an article was asked for in vain. progress, which may be nil, is told
// before each document.
//
// If src.Begun is set, this goes on with a reading that began then: documents
// that were asked for since are left out, and so is asking for the source's list
// if it is still in memory.
//
// A page that fails is handed over as Failed, and the others follow. Read ends
// with an error if ctx ends (its cause), if yield fails (with yield's error), if
// the source's own document cannot be had, and if page after page is out of
// reach; what was handed over until then stands. If ctx ends while a document
// is on its way, the document is handed over as Failed. Of a source that holds
// more than Limits.Articles the rest is left out, which an Item of state Cut
// says.
//
// If yield returns SkipNew, the rest of the documents that were never had is
// left out, and the others are read. Texts and attachments are not read again:
// that is an error.
func (f *Fetcher) Read(ctx context.Context, src corpus.Source, known map[string]corpus.Resource, yield func(Item) error, progress func(corpus.Progress)) error {
	r := &reading{f: f, src: src, known: known, yield: yield, progress: progress, seen: map[corpus.ArticleID]bool{}}
	if progress == nil {
		r.progress = func(corpus.Progress) {}
	}
	ctx = ownedBy(ctx, string(src.Guild))
	var err error
	switch src.Kind {
	case corpus.SourcePage:
		err = r.readSinglePage(ctx)
	case corpus.SourceFeed, corpus.SourceSitemap:
		err = r.readListed(ctx)
	case corpus.SourceFile:
		err = r.readFiles(ctx)
	default:
		return fmt.Errorf("read source %q: a %s is stored once and has nothing to be read again", src.Name, src.Kind)
	}
	if r.failure != nil {
		return r.failure
	}
	if ctx.Err() != nil && !errors.Is(err, ErrNotAsked) {
		return fmt.Errorf("read source %q: %w", src.Name, context.Cause(ctx))
	}
	return err
}

// reading is one Read under way.
type reading struct {
	f        *Fetcher
	src      corpus.Source
	known    map[string]corpus.Resource
	yield    func(Item) error
	progress func(corpus.Progress)
	seen     map[corpus.ArticleID]bool // handed over
	skipNew  bool                      // yield has returned SkipNew
	failure   error                     // what else yield has returned: it ends the reading
}

// deliver hands an item over.
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

// announce says that a document is about to be parsed. An error keeps it from that.
func (r *reading) announce(res corpus.Resource, body ...[]byte) error {
	return r.deliver(Item{State: Begun, Resource: res, Digest: hash(body...)})
}

// stillSetAside is why a document is not parsed that stands as it was set aside.
func (r *reading) stillSetAside(res corpus.Resource) error {
	if err := r.deliver(Item{State: Begun, Resource: res}); err != nil {
		return err
	}
	return fmt.Errorf("%q: %w", res.URL, corpus.ErrSetAside)
}

// reportParsed says what parsing a document came to that is no article itself, and
// returns that, or what yield returned.
func (r *reading) reportParsed(ctx context.Context, res corpus.Resource, err error) error {
	if ctx.Err() != nil && !errors.Is(err, corpus.ErrTooCostly) && err != nil {
		return err // it was told to stop
	}
	if handing := r.deliver(Item{State: Parsed, Resource: res, Err: err}); err == nil {
		return handing
	}
	return err
}

// skipsNew reports whether the document at a place is to be left out.
func (r *reading) skipsNew(url string) bool {
	return r.skipNew && r.known[url].Article == ""
}

// isDone reports whether the document at a place was asked for since the reading
// began that this one goes on with.
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

// endLate ends a reading whose context has ended with a document on its way. The
// document is handed over if it had been asked for.
func (r *reading) endLate(ctx context.Context, item Item) error {
	if !errors.Is(item.Err, ErrNotAsked) {
		if err := r.deliver(item); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// plan is the order in which entries are read: those never had, those had, and
// then some that were had and that the list no longer names. Of each, those come
// first that were not asked for the longest. Done is how many of the list were
// asked for since the reading began that this one goes on with.
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
