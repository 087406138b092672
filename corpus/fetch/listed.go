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

// listedReader reads a source whose pages a feed or sitemap names.
type listedReader struct {
	*reading
	list  listReader
	pages pageReader
}

// readSource reads the list, and then the pages that it names.
func (r listedReader) readSource(ctx context.Context) error {
	r.progress(corpus.Progress{Doing: r.src.Location})
	u, err := r.parseURL(r.src.Location)
	if err != nil {
		return err
	}
	list, err := r.list.read(ctx, u)
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
		item := r.pages.read(ctx, e)
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

// plan returns the order in which to read the entries: new ones, known ones,
// and then some known pages that the list no longer names. In each group, those
// not requested for the longest time come first. done is how many entries were
// already requested in the reading that this one continues.
func (r listedReader) plan(entries []entry) (work []entry, done int) {
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
	due, rechecks := r.now().Add(-recheckAfter), r.limits.Rechecks
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
