package evidence

import (
	"context"
	"iter"
	"strings"

	"verbatim/corpus"
)

// item is a part of an article, in order.
type item struct {
	Kind   string // heading, statement, hidden, or "" for a line without words
	Begins bool   // it begins a paragraph
	ID     string // of a statement
	Parts  []part // of a heading, and of a statement after marking
	at     int    // number of the statement within the article
	size   int    // bytes
}

// items yields the parts of an article, with their statements not yet marked.
func items(x corpus.Annotated) iter.Seq[item] {
	return func(yield func(item) bool) {
		r := itemReader{text: x.Article.Text, hidden: x.Hidden, begins: true, yield: yield}
		for i, s := range x.Places {
			if !r.hide(s.Start) || !r.between(s.Start) ||
				!yield(item{Kind: "statement", Begins: r.begins, ID: string(s.ID), at: i, size: s.Len()}) {
				return
			}
			r.at, r.begins = s.End, false
		}
		_ = r.hide(len(r.text)) && r.between(len(r.text))
	}
}

// itemReader reads the text between statements.
type itemReader struct {
	text   string
	hidden []corpus.Span // not yet reached
	at     int           // the text was read up to here
	begins bool          // a paragraph begins here
	yield  func(item) bool
}

// between reads up to a position. It returns false if the reading is to stop.
func (r *itemReader) between(to int) bool {
	for line := range strings.Lines(r.text[r.at:max(r.at, to)]) {
		r.begins = r.begins || strings.HasSuffix(line, "\n")
		i := item{}
		if text := corpus.Line(line); text != "" {
			i = item{Kind: "heading", Begins: true, Parts: []part{{Text: text}}, size: len(line)}
			r.begins = true
		}
		if !r.yield(i) {
			return false
		}
	}
	r.at = max(r.at, to)
	return true
}

// hide reads past everything hidden before a position. It returns false if the
// reading is to stop.
func (r *itemReader) hide(before int) bool {
	for len(r.hidden) > 0 && r.hidden[0].Start < before {
		if !r.between(r.hidden[0].Start) || !r.yield(item{Kind: "hidden", Begins: r.begins}) {
			return false
		}
		r.at, r.begins, r.hidden = max(r.at, r.hidden[0].End), false, r.hidden[1:]
	}
	return true
}

// partOf returns the items of one page: the page with statement number wanted
// if that is not negative, else the page with the given number.
func partOf(ctx context.Context, x corpus.Annotated, number, wanted int, here string) (pager, []item, error) {
	c := cutter{wanted: -1}
	err := eachItem(ctx, x, func(i item) {
		if i.Kind == "statement" && i.at == wanted {
			c.wanted = c.rows
		}
		c.add(i.size)
	})
	if err != nil {
		return pager{}, nil, err
	}
	p, shown := c.choose(number, here)
	var part []item
	n := 0
	err = eachItem(ctx, x, func(i item) {
		if shown.Start <= n && n < shown.End {
			part = append(part, i)
		}
		n++
	})
	return p, part, err
}

// eachItem calls do for the items that have words, until ctx ends.
func eachItem(ctx context.Context, x corpus.Annotated, do func(item)) error {
	step := 0
	for i := range items(x) {
		if err := ended(ctx, step); err != nil {
			return err
		}
		if i.Kind != "" {
			do(i)
		}
		step++
	}
	return nil
}
