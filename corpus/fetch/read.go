package fetch

import (
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

// errSourceTime says that Limits.Source ran out.
var errSourceTime = errors.New("the time for one reading of a source is over")

// Read reads a source and hands its documents to yield one by one, those that
// are not known before those that are, the newest first. known is what earlier
// readings left, by Resource.URL; documents in it are asked for only if they
// have changed. progress, which may be nil, is told before each document.
//
// A page that fails is handed over as Failed, and the others follow. Read ends
// with an error where ctx ends, where yield fails (with yield's error), where
// the source's own document cannot be had, and where page after page is out of
// reach; what was handed over until then stands. Of a source that holds more
// than Limits.Articles, or takes longer than Limits.Source, the rest is left
// out, which an Item of state Cut says.
//
// Where yield returns SkipNew, the rest of the documents that are not known is
// left out, and those that are known are read. Texts and attachments are not
// read again: that is an error.
func (f *Fetcher) Read(ctx context.Context, src corpus.Source, known map[string]corpus.Resource, yield func(Item) error, progress func(corpus.Progress)) error {
	r := &reading{f: f, src: src, known: known, yield: yield, progress: progress, seen: map[corpus.ArticleID]bool{}}
	if progress == nil {
		r.progress = func(corpus.Progress) {}
	}
	timed, cancel := context.WithTimeoutCause(ctx, f.limits.Source, errSourceTime)
	defer cancel()
	var err error
	switch src.Kind {
	case corpus.SourcePage:
		err = r.page(timed)
	case corpus.SourceFeed, corpus.SourceSitemap:
		err = r.list(timed)
	case corpus.SourceFile:
		err = r.files(timed)
	default:
		return fmt.Errorf("read source %q: a %s is stored once and has nothing to be read again", src.Name, src.Kind)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("read source %q: %w", src.Name, ctx.Err())
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
}

// hand hands an item over.
func (r *reading) hand(item Item) error {
	err := r.yield(item)
	if errors.Is(err, SkipNew) {
		r.skipNew = true
		return nil
	}
	return err
}

// skips reports whether the document at a place is to be left out.
func (r *reading) skips(url string) bool {
	_, known := r.known[url]
	return r.skipNew && !known
}

// page reads a source that is one page.
func (r *reading) page(ctx context.Context) error {
	r.progress(corpus.Progress{Total: 1, Doing: r.src.Location})
	item := r.fetch(ctx, entry{url: r.src.Location})
	if item.State == Failed {
		return item.Err
	}
	if err := r.hand(item); err != nil {
		return err
	}
	r.progress(corpus.Progress{Done: 1, Total: 1, Doing: r.src.Location})
	return nil
}

// list reads the pages that a feed or sitemap names.
func (r *reading) list(ctx context.Context) error {
	r.progress(corpus.Progress{Doing: r.src.Location})
	u, err := r.f.parseURL(r.src.Location)
	if err != nil {
		return err
	}
	list, err := r.f.readList(ctx, u, r.src.Kind)
	if err != nil {
		return err
	}
	if list.cut != nil {
		if err := r.hand(Item{Resource: corpus.Resource{URL: u.String()}, State: Cut, Err: list.cut}); err != nil {
			return err
		}
	}
	work := r.plan(list.entries)
	unreachable := 0
	for i, e := range work {
		if r.skips(e.url) {
			continue
		}
		r.progress(corpus.Progress{Done: i, Total: len(work), Doing: e.url})
		item := r.fetch(ctx, e)
		if ctx.Err() != nil {
			return r.late(ctx, i, len(work))
		}
		if err := r.hand(item); err != nil {
			return err
		}
		if !errors.Is(item.Err, corpus.ErrUnreachable) {
			unreachable = 0
		} else if unreachable++; unreachable == maxUnreachable {
			return fmt.Errorf("%d pages in a row are out of reach, and the rest is left for the next time: %w", unreachable, item.Err)
		}
	}
	r.progress(corpus.Progress{Done: len(work), Total: len(work), Doing: r.src.Location})
	return nil
}

// late ends a reading whose context has ended: an error, or a Cut where only
// its own time is over.
func (r *reading) late(ctx context.Context, done, total int) error {
	if !errors.Is(context.Cause(ctx), errSourceTime) {
		return context.Cause(ctx)
	}
	return r.hand(Item{
		Resource: corpus.Resource{URL: r.src.Location}, State: Cut,
		Err: fmt.Errorf("%q: %d of %d documents were read in %s; the rest follows at the next refresh", r.src.Location, done, total, r.f.limits.Source),
	})
}

// plan is the order in which entries are read: those not known, those known,
// and then some that are known and that the list no longer names, those first
// that were not asked for the longest.
func (r *reading) plan(entries []entry) []entry {
	var fresh, again, old []entry
	listed := map[string]bool{}
	for _, e := range entries {
		listed[e.url] = true
		if _, ok := r.known[e.url]; ok {
			again = append(again, e)
		} else {
			fresh = append(fresh, e)
		}
	}
	due := r.f.now().Add(-recheckAfter)
	for url, res := range r.known {
		if !listed[url] && res.Article != "" && res.Fetched.Before(due) {
			old = append(old, entry{url: url})
		}
	}
	slices.SortFunc(old, func(a, b entry) int { return r.known[a.url].Fetched.Compare(r.known[b.url].Fetched) })
	old = old[:min(len(old), r.f.limits.Rechecks)]
	return slices.Concat(fresh, again, old)
}
