package parse

import (
	"context"
	"fmt"
	"strings"

	"verbatim/corpus"
)

// scanJSON checks the nesting depth and the number of values of JSON text
// before it is decoded. It does not validate the text.
func scanJSON(s string, maxDepth, maxValues int) error {
	depth, values := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			if depth++; depth > maxDepth {
				return fmt.Errorf("%w: its lists and objects are nested deeper than %d", corpus.ErrTooCostly, maxDepth)
			}
			values++
		case ']', '}':
			depth--
		case ',', ':':
			values++
		case '"':
			i += stringLength(s[i:]) - 1
		}
		if values > maxValues {
			return tooMany(maxValues, "values")
		}
	}
	return nil
}

// stringLength returns the length of the JSON string at the start of s.
func stringLength(s string) int {
	for i := 1; i < len(s); i++ {
		at := strings.IndexAny(s[i:], `"\\`)
		if at < 0 {
			return len(s)
		}
		if i += at; s[i] == '"' {
			return i + 1
		}
		i++ // skip the escaped character
	}
	return len(s)
}

// splitJSON splits a JSON Feed.
func splitJSON(ctx context.Context, s string, budget Budgets) (feedParts, error) {
	j := jsonSplitter{s: s, budget: budget}
	for i, n := 0, 0; i < len(s); i, n = i+1, n+1 {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return feedParts{}, context.Cause(ctx)
		}
		switch s[i] {
		case '"':
			length := stringLength(s[i:])
			if j.depth == 1 && !j.after {
				j.key = s[i : i+length]
			}
			j.text = true
			i += length - 1
		case '[', '{':
			j.open(i)
		case ']', '}':
			j.close(i)
		case ',', ':':
			j.part(i)
		}
		if j.depth > j.budget.JSONDepth {
			return feedParts{}, fmt.Errorf("%w: its lists and objects are nested deeper than %d", corpus.ErrTooCostly, j.budget.JSONDepth)
		}
	}
	return j.parts()
}

// jsonSplitter finds the items of a JSON Feed.
type jsonSplitter struct {
	s      string
	budget Budgets
	out    feedParts

	depth, weight int
	key           string // of the current member of the feed
	after         bool   // after its colon
	items         bool   // inside the list of items
	begin, end    int    // of the list of items; 0 if not found
	from          int    // where the current item begins
	before        int    // weight before the current item
	text          bool   // the current item has a string
	other         int    // weight outside all items
}

func (j *jsonSplitter) open(i int) {
	j.depth++
	j.weight++
	switch {
	case j.depth == 2 && j.s[i] == '[' && j.key == `"items"` && j.begin == 0:
		j.items, j.begin, j.other = true, i, j.weight
		j.from, j.before, j.text = i+1, j.weight, false
	}
}

func (j *jsonSplitter) close(i int) {
	if j.items && j.depth == 2 {
		j.item(i)
		j.items, j.end = false, i
		j.other -= j.weight
	}
	j.depth--
}

func (j *jsonSplitter) part(i int) {
	j.weight++
	switch {
	case j.items && j.depth == 2 && j.s[i] == ',':
		j.item(i)
	case j.depth == 1:
		j.after = j.s[i] == ':'
	}
}

// item adds the item that ends before i.
func (j *jsonSplitter) item(i int) {
	if j.text { // otherwise it has no link
		j.out.add(feedItem{j.s[j.from:i], j.weight - j.before}, j.budget)
	}
	j.from, j.before, j.text = i+1, j.weight, false
}

func (j *jsonSplitter) parts() (feedParts, error) {
	if j.begin > 0 && j.end == 0 {
		return feedParts{}, fmt.Errorf("%w: its list of entries never ends", corpus.ErrNotFeed)
	}
	j.out.whole = j.out.fitsWhole(len(j.s), j.weight, j.budget)
	if j.out.whole {
		j.out.head = j.s
		return j.out, nil
	}
	if j.begin == 0 {
		j.out.head = j.s
	} else {
		j.out.head, j.out.tail = j.s[:j.begin+1], j.s[j.end:]
	}
	return j.out, j.out.checkHead(j.other+j.weight, j.budget)
}
