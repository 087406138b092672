package evidence

import (
	"context"
	"iter"
	"strings"

	"verbatim/corpus"
)

// item is a part of an article, in its order.
type item struct {
	Kind   string // heading, statement, hidden, or "" for a line without words
	Begins bool   // a paragraph begins with it
	ID     string // of a statement
	Parts  []part // of a heading, and of a statement that was filled in
	at     int    // of the statement among the article's
	size   int    // bytes
}

// items are the parts of an article, without what fill adds.
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

// itemReader reads what stands between statements.
type itemReader struct {
	text   string
	hidden []corpus.Span // that are still to come
	at     int           // up to where the text was read
	begins bool          // a paragraph begins there
	yield  func(item) bool
}

// between reads on up to a place; false ends the reading.
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

// hide reads on over what is hidden before a place; false ends the reading.
func (r *itemReader) hide(before int) bool {
	for len(r.hidden) > 0 && r.hidden[0].Start < before {
		if !r.between(r.hidden[0].Start) || !r.yield(item{Kind: "hidden", Begins: r.begins}) {
			return false
		}
		r.at, r.begins, r.hidden = max(r.at, r.hidden[0].End), false, r.hidden[1:]
	}
	return true
}

// partOf is the items of the page of that number, or of the one with the statement
// at wanted where that is not negative.
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

// eachItem calls do for the items that have words, until the context ends.
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
