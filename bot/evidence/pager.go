package evidence

import (
	"context"

	"verbatim/corpus"
)

// maxRows and maxBytes are how much of an article a page shows: so many rows,
// and of the text so much that the page stays readable.
const (
	maxRows  = 300
	maxBytes = 256 << 10
)

// pager is which page is shown, of how many.
type pager struct {
	Page, Pages int
	Here        string // where the pages are, relative to the request
}

// Previous is the number of the page before.
func (p pager) Previous() int { return p.Page - 1 }

// Next is the number of the page after.
func (p pager) Next() int { return p.Page + 1 }

// cutter cuts rows, of which it is told one after the other, into pages. A row is
// never on two pages.
type cutter struct {
	wanted int // the row whose page is wanted, -1 where its number tells
	rows   int
	used   int // bytes of the last page
	pages  []corpus.Span
	at     int // the page with the wanted row, from 1, 0 where it has not come
}

// add adds a row of so many bytes.
func (c *cutter) add(size int) {
	last := len(c.pages) - 1
	if last < 0 || c.rows-c.pages[last].Start >= maxRows || c.used+size > maxBytes {
		c.pages, c.used, last = append(c.pages, corpus.Span{Start: c.rows}), 0, last+1
	}
	if c.rows == c.wanted {
		c.at = last + 1
	}
	c.used += size
	c.rows++
	c.pages[last].End = c.rows
}

// choose is the page with the wanted row, else the page of that number, from 1,
// and the rows that it shows.
func (c *cutter) choose(number int, here string) (pager, corpus.Span) {
	if len(c.pages) == 0 {
		return pager{Page: 1, Pages: 1, Here: here}, corpus.Span{}
	}
	if c.at > 0 {
		number = c.at
	}
	number = min(max(number, 1), len(c.pages))
	return pager{Page: number, Pages: len(c.pages), Here: here}, c.pages[number-1]
}

// checkEvery is after how many steps of a long loop its context is looked at.
const checkEvery = 1024

// ended is the context's error at every checkEvery-th step.
func ended(ctx context.Context, step int) error {
	if step%checkEvery != 0 {
		return nil
	}
	return ctx.Err()
}
