package evidence

import (
	"context"

	"verbatim/corpus"
)

// maxRows and maxBytes bound a page: the number of rows, and the text in bytes,
// so that the page stays readable.
const (
	maxRows  = 300
	maxBytes = 256 << 10
)

// pager says which page is shown, out of how many.
type pager struct {
	Page, Pages int
	Here        string // URL of the pages, relative to the request
}

// Previous returns the number of the page before.
func (p pager) Previous() int { return p.Page - 1 }

// Next returns the number of the page after.
func (p pager) Next() int { return p.Page + 1 }

// cutter cuts a sequence of rows into pages. It never divides a row.
type cutter struct {
	wanted int // the row whose page is wanted; -1 if a page number is wanted
	rows   int
	used   int // bytes of the last page
	pages  []corpus.Span
	at     int // the page with the wanted row, from 1; 0 if it has not come yet
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

// choose returns the page with the wanted row if there is one, else the page
// with the given number, from 1, and the rows that it shows.
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

// checkEvery is the number of steps of a long loop between two checks of its
// context.
const checkEvery = 1024

// ended returns ctx.Err() at every checkEvery-th step, else nil.
func ended(ctx context.Context, step int) error {
	if step%checkEvery != 0 {
		return nil
	}
	return ctx.Err()
}
