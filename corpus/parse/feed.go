package parse

import (
	"bytes"
	"context"
	"fmt"
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
	return feedOf(ctx, body)
}

func feedOf(ctx context.Context, body []byte) (_ Feed, err error) {
	defer guard(&err, corpus.ErrNotFeed)
	if hasMark(body) {
		body = []byte(decode(body, ""))
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return Feed{}, fmt.Errorf("%w (RSS, Atom or JSON): %w: give the address of a feed, or add the page itself", corpus.ErrNotFeed, err)
	}
	out := Feed{Title: Fold(feed.Title)}
	for _, item := range feed.Items {
		if e, ok := feedEntry(ctx, feed, item); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	return out, nil
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
		Link: link, Title: feedTitle(ctx, item.Title), Content: item.Content, Language: firstLanguage(feed.Language),
		Published: feedDate(item.PublishedParsed, item.Published), At: moment(item.PublishedParsed, item.UpdatedParsed),
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

// feedTitle is a title without the markup that some feeds put into it.
func feedTitle(ctx context.Context, s string) string {
	if strings.ContainsAny(s, "<&") {
		s = fragmentText(ctx, s)
	}
	return Fold(s)
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

// moment is the first of times that is known.
func moment(times ...*time.Time) time.Time {
	for _, t := range times {
		if t != nil {
			return *t
		}
	}
	return time.Time{}
}
