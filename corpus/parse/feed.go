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

// readFeed reads an RSS, Atom or JSON feed.
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

// feedWithin reads the entries that are within the budgets. Named counts those
// left out.
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

// addParts parses a feed in parts.
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

// add parses a feed, or a part of it that is a feed by itself.
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

// newestEntries returns the newest entries without duplicates, at most limit
// unless it is 0, and how many there are in all. If an entry has no date, the
// entries keep their order.
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

// limitContent drops copies of articles after limit bytes in all.
func limitContent(entries []Entry, limit int) {
	for i := range entries {
		if limit -= len(entries[i].Content); limit < 0 {
			entries[i].Content = ""
		}
	}
}

// limitEntries drops entries after limit bytes of metadata in all.
func limitEntries(entries []Entry, limit int) []Entry {
	for i, e := range entries {
		if limit -= len(e.Link) + len(e.Title) + len(e.Author) + len(e.Language); limit < 0 {
			return entries[:i]
		}
	}
	return entries
}

// feedEntry returns a feed's metadata of one page, or false if the item has no
// link.
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

// maxAuthors is how many authors of an article are kept.
const maxAuthors = 20

// clipLink shortens a link that is too long anyway, but keeps it recognisable
// as too long.
func clipLink(link string) string { return Clip(link, corpus.MaxCitation+1) }

// feedTitle returns a title without markup.
func feedTitle(ctx context.Context, s string) string {
	if strings.ContainsAny(s, "<&") {
		s = fragmentText(ctx, s)
	}
	return Clip(Fold(s), corpus.MaxCitation)
}

// feedDate returns the date of an entry. If the entry names only a day, it
// returns the day.
func feedDate(parsed *time.Time, raw string) corpus.Date {
	if parsed == nil {
		return firstDate(raw)
	}
	if len(strings.TrimSpace(raw)) == len(time.DateOnly) {
		return firstDate(raw)
	}
	return firstDate(parsed.Format(time.RFC3339))
}

// firstTime returns the first time that is set and can be formatted.
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

// Feed is the content of a feed, newest first if all entries have dates.
type Feed struct {
	Title   string
	Entries []Entry
	Named   int // number of different links, including entries left out
}
