package evidence

import "verbatim/corpus"

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

// paginate chooses the rows of the page on which the wanted row is, or of the page
// of that number, from 1, where wanted is negative. A row is never on two pages.
func paginate(rows []row, number, wanted int, here string) (pager, corpus.Span) {
	var pages []corpus.Span
	used := 0
	for i, r := range rows {
		last := len(pages) - 1
		if last < 0 || i-pages[last].Start >= maxRows || used+r.size > maxBytes {
			pages, used, last = append(pages, corpus.Span{Start: i}), 0, last+1
		}
		used += r.size
		pages[last].End = i + 1
		if i == wanted {
			number = last + 1
		}
	}
	if len(pages) == 0 {
		return pager{Page: 1, Pages: 1, Here: here}, corpus.Span{}
	}
	number = min(max(number, 1), len(pages))
	return pager{Page: number, Pages: len(pages), Here: here}, pages[number-1]
}
