package fetch

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"verbatim/corpus"
)

// parseFeed reads a feed: RSS, Atom or JSON.
func (f *Fetcher) parseFeed(_ context.Context, resp *response) (_ list, err error) {
	defer guard(&err, corpus.ErrNotFeed)
	body := resp.body
	if hasMark(body) {
		body = []byte(decode(body, ""))
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return list{}, fmt.Errorf("%w (RSS, Atom or JSON): %w: give the address of a feed, or add the page itself", corpus.ErrNotFeed, err)
	}
	l := list{title: fold(feed.Title)}
	for _, item := range feed.Items {
		if e, ok := f.feedEntry(resp, feed, item); ok {
			l.entries = append(l.entries, e)
		}
	}
	return l, nil
}

// feedEntry is what a feed says of one page; false where it names none.
func (f *Fetcher) feedEntry(resp *response, feed *gofeed.Feed, item *gofeed.Item) (entry, bool) {
	if item == nil {
		return entry{}, false
	}
	link := strings.TrimSpace(item.Link)
	if link == "" && (strings.HasPrefix(item.GUID, "https://") || strings.HasPrefix(item.GUID, "http://")) {
		link = item.GUID
	}
	if link == "" {
		return entry{}, false
	}
	e := entry{
		url: f.entryURL(resp.url, link), title: feedTitle(item.Title), content: item.Content, language: firstLanguage(feed.Language),
		published: feedDate(item.PublishedParsed, item.Published), at: moment(item.PublishedParsed, item.UpdatedParsed),
	}
	for _, p := range item.Authors {
		if name := person(p.Name); name != "" {
			e.author = strings.TrimPrefix(e.author+", "+name, ", ")
		}
	}
	return e, true
}

// feedTitle is a title without the markup that some feeds put into it.
func feedTitle(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = fragmentText(s)
	}
	return fold(s)
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
