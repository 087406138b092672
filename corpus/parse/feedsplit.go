package parse

import (
	"context"
	"fmt"
	"strings"

	"verbatim/corpus"
)

// feedParts is a feed split into its items. A few items at a time are parsed,
// because the library takes hundreds of times the size of its input.
type feedParts struct {
	head, tail string // text before and after the items
	items      []feedItem
	omitted    int  // items left out
	cut        bool // some children of items were left out
	whole      bool // the feed is small enough to be parsed at once; head holds it
}

// feedItem is the source text of one item.
type feedItem struct {
	text   string
	weight int // number of elements, attributes and values
}

// take returns a document with the next items that are parsed together. Each of
// them is within the budget of one item.
func (p *feedParts) take(budget Budgets) (document string, more bool) {
	if len(p.items) == 0 {
		return "", false
	}
	size, weight, n := 0, 0, 0
	for n < len(p.items) && (n == 0 || size+len(p.items[n].text) <= budget.FeedPart && weight+p.items[n].weight <= budget.FeedPartWeight) {
		size += len(p.items[n].text)
		weight += p.items[n].weight
		n++
	}
	var b strings.Builder
	b.Grow(len(p.head) + size + n + len(p.tail))
	b.WriteString(p.head)
	for i, item := range p.items[:n] {
		if i > 0 {
			b.WriteString(p.between())
		}
		b.WriteString(item.text)
	}
	b.WriteString(p.tail)
	p.items = p.items[n:]
	return b.String(), true
}

func (p *feedParts) between() string {
	if strings.HasSuffix(p.tail, "}") {
		return ","
	}
	return "\n"
}

// add adds an item unless it is over a budget.
func (p *feedParts) add(item feedItem, budget Budgets) {
	over := len(item.text) > budget.FeedItem || item.weight > budget.FeedItemWeight || len(item.text)*item.weight > budget.FeedWork
	if over || len(p.items) >= budget.FeedItems {
		p.omitted++
		return
	}
	p.items = append(p.items, item)
}

// splitXML splits RSS and Atom.
func splitXML(ctx context.Context, s string, budget Budgets) (feedParts, error) {
	x := xmlScanner{s: s, budget: budget}
	split := xmlSplitter{x: &x}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return feedParts{}, context.Cause(ctx)
		}
		event, err := x.next()
		if err != nil {
			return feedParts{}, err
		}
		if event == xmlEOF {
			return split.parts(s)
		}
		split.take(event)
	}
}

// xmlSplitter finds the items of a feed.
type xmlSplitter struct {
	x     *xmlScanner
	out   feedParts
	first int // where the first item begins, if found
	found bool
	outer []string // the elements around the first item
	extra strings.Builder
	other int // weight outside all items

	index    feedIndex
	in       bool // inside an item
	depth    int  // of the item, or of the element between items
	from     int  // where the uncopied text of the item begins
	weight   int  // weight before the item
	children map[string]int
	dropping bool // skipping a child because there are too many of its name
	dropped  int  // weight of skipped children
	kept     strings.Builder
	besideAt int // where an element between items begins, or -1
}

// feedIndex is the list of items that RSS 1.0 puts before them. It has as many
// elements as there are items, and is not needed.
type feedIndex struct {
	open       bool
	depth      int
	begin, end int
	weight     int
}

func isItem(name string) bool {
	name = localName(name)
	return strings.EqualFold(name, "item") || strings.EqualFold(name, "entry")
}

// maxSameChildren is how many children with the same name an item keeps. Items
// have several authors, categories and links.
const maxSameChildren = 50

func (s *xmlSplitter) take(event xmlEvent) {
	depth := len(s.x.open) // counts the element of a start tag, but not of an end tag
	switch {
	case event == xmlStart && !s.in && depth <= 3 && depth > 1 && isItem(s.x.name):
		s.begin(depth)
	case event == xmlStart && !s.found && !s.index.open && strings.EqualFold(localName(s.x.name), "items"):
		s.index = feedIndex{true, depth, s.x.from, 0, s.x.before}
	case event == xmlEnd && s.index.open && depth < s.index.depth:
		s.index.open, s.index.end, s.index.weight = false, s.x.pos, s.x.weight-s.index.weight
	case event == xmlStart && s.in && depth == s.depth+1:
		s.child()
	case event == xmlEnd && s.in && depth == s.depth && s.dropping:
		s.from, s.dropping = s.x.pos, false
		s.dropped += s.x.weight
	case event == xmlEnd && s.in && depth < s.depth:
		s.end()
	case event == xmlStart && s.found && !s.in && s.besideAt < 0 && depth == len(s.outer)+1:
		s.besideAt = s.x.from
	case event == xmlEnd && s.besideAt >= 0 && depth == len(s.outer):
		if text := s.x.s[s.besideAt:s.x.pos]; s.extra.Len()+len(text) <= maxBeside {
			s.extra.WriteString(text)
		}
		s.besideAt = -1
	}
}

// maxBeside is how many bytes of elements between items are kept.
const maxBeside = 64 << 10

func (s *xmlSplitter) begin(depth int) {
	if !s.found {
		s.found, s.first, s.besideAt = true, s.x.from, -1
		s.outer = append(s.outer, s.x.open[:depth-1]...)
		s.other = s.x.before
	}
	s.in, s.depth, s.from = true, depth, s.x.from
	s.weight, s.dropped, s.dropping = s.x.before, 0, false
	s.children = map[string]int{}
	s.kept.Reset()
}

func (s *xmlSplitter) child() {
	if len(s.children) < maxSameChildren {
		s.children[s.x.name]++
	}
	if s.children[s.x.name] > maxSameChildren || len(s.children) == maxSameChildren && s.children[s.x.name] == 0 {
		s.kept.WriteString(s.x.s[s.from:s.x.from])
		s.dropping = true
		s.dropped -= s.x.before
	}
}

func (s *xmlSplitter) end() {
	s.in = false
	if len(s.children) == 0 {
		return // it has no link
	}
	item := feedItem{text: s.x.s[s.from:s.x.pos], weight: s.x.weight - s.weight - s.dropped}
	if s.kept.Len() > 0 {
		s.kept.WriteString(item.text)
		item.text = s.kept.String()
		s.out.cut = true
	}
	s.out.add(item, s.x.budget)
}

// parts returns the split feed.
func (s *xmlSplitter) parts(whole string) (feedParts, error) {
	if !s.found {
		s.other, s.first = s.x.weight, len(whole)
	}
	s.out.whole = !s.out.cut && s.out.fitsWhole(len(whole), s.x.weight, s.x.budget)
	if s.out.whole {
		s.out.head = whole
		return s.out, nil
	}
	if s.index.end > s.index.begin {
		s.out.head = whole[:s.index.begin]
		s.other -= s.index.weight
	}
	s.out.head += whole[s.index.end:s.first] + s.extra.String()
	var tail strings.Builder
	for i := len(s.outer) - 1; i >= 0; i-- {
		tail.WriteString("</" + s.outer[i] + ">")
	}
	s.out.tail = tail.String()
	return s.out, s.out.checkHead(s.other, s.x.budget)
}

// fitsWhole reports whether the feed can be parsed at once.
func (p *feedParts) fitsWhole(bytes, weight int, budget Budgets) bool {
	return p.omitted == 0 && bytes <= budget.FeedPart && weight <= budget.FeedPartWeight && bytes*weight <= 2*budget.FeedWork
}

// checkHead returns an error if too much lies outside the entries, since it is
// parsed again with each part.
func (p *feedParts) checkHead(weight int, budget Budgets) error {
	if weight > budget.FeedHeadWeight {
		return tooMany(budget.FeedHeadWeight, "elements or values beside its entries")
	}
	if len(p.head)+len(p.tail) > budget.FeedHead {
		return fmt.Errorf("%w: it has more than %s beside its entries", corpus.ErrTooLarge, Size(int64(budget.FeedHead)))
	}
	return nil
}
