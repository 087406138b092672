package parse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"verbatim/corpus"
)

// readFeed reads a feed: RSS, Atom or JSON.
func readFeed(ctx context.Context, r ListRequest) (Feed, error) {
	body, err := r.unpacked(ctx)
	if err != nil {
		return Feed{}, err
	}
	return feedOf(ctx, body, r.Newest)
}

func feedOf(ctx context.Context, body []byte, newest int) (Feed, error) {
	budget := DefaultBudgets()
	if err := checkBytes(body, formFeed); err != nil {
		return Feed{}, err
	}
	out, err := feedWithin(ctx, xmlText(body), budget)
	if err != nil {
		return Feed{}, err
	}
	left := out.Named
	out.Entries, out.Named = newestEntries(out.Entries, newest)
	out.Named += left
	limitContent(out.Entries, budget.FeedContent)
	out.Entries = limitEntries(out.Entries, budget.ListBytes)
	return out, nil
}

// feedWithin reads all entries that are within the budgets. Named is how many
// are left out.
func feedWithin(ctx context.Context, text string, budget Budgets) (out Feed, err error) {
	defer recoverPanic(&err, corpus.ErrNotFeed)
	if gofeed.DetectFeedType(strings.NewReader(text[:min(len(text), documentHead)])) == gofeed.FeedTypeUnknown {
		return Feed{}, notFeed(gofeed.ErrFeedTypeNotDetected)
	}
	split := splitXML
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		split = splitJSON
	}
	parts, err := split(ctx, text, budget)
	switch {
	case err != nil:
	case parts.whole || len(parts.items) == 0:
		err = out.add(ctx, parts.head+parts.tail)
	default:
		err = out.addParts(ctx, parts, budget)
	}
	out.Named = parts.omitted
	return out, err
}

// addParts reads a feed a part at a time.
func (f *Feed) addParts(ctx context.Context, parts feedParts, budget Budgets) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		document, more := parts.take(budget)
		if !more {
			return nil
		}
		if err := f.add(ctx, document); err != nil {
			return err
		}
	}
}

// add reads a feed, or a part of it that is a feed of its own.
func (f *Feed) add(ctx context.Context, document string) error {
	feed, err := gofeed.NewParser().Parse(&reader{ctx: ctx, from: strings.NewReader(document)})
	if err != nil {
		return notFeed(err)
	}
	f.Title = firstNonEmpty(f.Title, Clip(Fold(feed.Title), corpus.MaxCitation))
	for _, item := range feed.Items {
		if e, ok := feedEntry(ctx, feed, item); ok {
			f.Entries = append(f.Entries, e)
		}
	}
	return nil
}

func notFeed(err error) error {
	return fmt.Errorf("%w (RSS, Atom or JSON): %w: give the address of a feed, or add the page itself", corpus.ErrNotFeed, err)
}

// newestEntries is the newest entries, each link once, up to limit where that is
// not 0, and how many there would be without it. Where entries have no date
// their own order counts.
func newestEntries(entries []Entry, limit int) (out []Entry, distinct int) {
	undated := slices.ContainsFunc(entries, func(e Entry) bool { return e.At.IsZero() })
	if !undated {
		slices.SortStableFunc(entries, func(a, b Entry) int { return b.At.Compare(a.At) })
	}
	seen := map[string]bool{}
	for _, e := range entries {
		link, _, _ := strings.Cut(e.Link, "#")
		if seen[link] {
			continue
		}
		seen[link] = true
		if limit <= 0 || len(out) < limit {
			out = append(out, e)
		}
	}
	return out, len(seen)
}

// limitContent leaves copies out once they have limit bytes together.
func limitContent(entries []Entry, limit int) {
	for i := range entries {
		if limit -= len(entries[i].Content); limit < 0 {
			entries[i].Content = ""
		}
	}
}

// limitEntries leaves entries out once what is said of them has limit bytes.
func limitEntries(entries []Entry, limit int) []Entry {
	for i, e := range entries {
		if limit -= len(e.Link) + len(e.Title) + len(e.Author) + len(e.Language); limit < 0 {
			return entries[:i]
		}
	}
	return entries
}

// feedEntry is what a feed says of one page; false where it names none.
func feedEntry(ctx context.Context, feed *gofeed.Feed, item *gofeed.Item) (Entry, bool) {
	if item == nil {
		return Entry{}, false
	}
	link := strings.TrimSpace(item.Link)
	if link == "" && (strings.HasPrefix(item.GUID, "https://") || strings.HasPrefix(item.GUID, "http://")) {
		link = item.GUID
	}
	if link == "" {
		return Entry{}, false
	}
	e := Entry{
		Link: clipLink(link), Title: feedTitle(ctx, item.Title), Content: item.Content, Language: firstLanguage(feed.Language),
		Published: feedDate(item.PublishedParsed, item.Published), At: firstTime(item.PublishedParsed, item.UpdatedParsed),
	}
	var authors []string
	for _, p := range item.Authors[:min(len(item.Authors), maxAuthors)] {
		if name := person(ctx, p.Name); name != "" {
			authors = append(authors, name)
		}
	}
	e.Author = strings.Join(authors, ", ")
	return e, true
}

// maxAuthors is how many authors of one article are kept.
const maxAuthors = 20

// clipLink keeps as much of a link as is told from an address that is too long.
func clipLink(link string) string { return Clip(link, corpus.MaxCitation+1) }

// feedTitle is a title without the markup that some feeds put into it.
func feedTitle(ctx context.Context, s string) string {
	if strings.ContainsAny(s, "<&") {
		s = fragmentText(ctx, s)
	}
	return Clip(Fold(s), corpus.MaxCitation)
}

// feedDate is an entry's date: a day where it names no more.
func feedDate(parsed *time.Time, raw string) corpus.Date {
	if parsed == nil {
		return firstDate(raw)
	}
	if len(strings.TrimSpace(raw)) == len(time.DateOnly) {
		return firstDate(raw)
	}
	return firstDate(parsed.Format(time.RFC3339))
}

// firstTime is the first of times that is known, and that can be written.
func firstTime(times ...*time.Time) time.Time {
	for _, t := range times {
		if t == nil {
			continue
		}
		if utc := t.UTC(); utc.Year() >= 1 && utc.Year() <= 9999 {
			return utc
		}
	}
	return time.Time{}
}
