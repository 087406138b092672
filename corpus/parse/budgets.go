package parse

import (
	"fmt"
	"verbatim/corpus"
)

// Budgets limits what one document may cost. They are checked while its bytes
// are first scanned, before anything is built from them. If a document is too
// large, the error is corpus.ErrTooLarge. If it would take too long, the error
// is corpus.ErrTooCostly. Where a field says so, the excess is left out
// instead.
type Budgets struct {
	Unpacked  int64 // bytes of a document
	Ratio     int64 // unpacked bytes per packed byte; gzip reaches at most 1,032
	RatioFrom int64 // unpacked bytes up to which any ratio is allowed

	TextBytes    int // bytes of text or Markdown
	DecodedBytes int // bytes of a document in a charset other than UTF-8

	HTMLBytes      int // bytes of HTML without scripts, styles and comments
	HTMLElements   int // start tags in HTML, and as many end tags
	HTMLAttributes int // attributes of all elements together
	HTMLRestored   int // unclosed elements that are opened again in each paragraph
	HTMLDepth      int // nesting depth of elements; the library allows no more
	HTMLAncestors  int // ancestors of each node, summed over all nodes
	HTMLNestedText int // bytes of text times its nesting depth

	XMLDepth      int // nesting depth of elements
	XMLNamespaces int // namespaces in scope
	XMLAttributes int // attributes of one element in a sitemap
	JSONDepth     int // nesting depth of lists and objects

	// The weight of a part of a feed is its number of elements, attributes and
	// values.
	FeedPart       int // bytes of a feed that are parsed together
	FeedPartWeight int // weight of a feed that is parsed together
	FeedHead       int // bytes outside all entries, in a feed that is parsed in parts
	FeedHeadWeight int // weight outside all entries
	FeedItem       int // bytes of an entry; larger entries are left out
	FeedItemWeight int // weight of an entry; heavier entries are left out
	FeedWork       int // bytes of an entry times its weight; entries above are left out
	FeedItems      int // entries; later ones are left out
	FeedContent    int // bytes of all articles copied in a feed; the oldest copies are left out

	ListEntries int // pages or parts that a sitemap lists; later ones are left out
	ListBytes   int // bytes of a list's metadata about its entries; the oldest entries are left out

	RobotsRules    int // rules of a robots.txt; later ones are left out
	RobotsPatterns int // bytes of all patterns; later rules are left out
	RobotsPath     int // bytes of one pattern, else it is left out, and bytes of a path that is matched

	MarkdownDepth int // nesting depth of lists and quotations
	MarkdownWork  int // sum over the paragraphs of the squared number of marks
	MarkdownCells int // cells of tables

	LDBytes  int // bytes of a page's JSON-LD; later scripts are left out
	LDValues int // values in one script; larger scripts are left out
	LDDepth  int // nesting depth in one script; deeper scripts are left out
}

// DefaultBudgets returns the budgets of the program.
func DefaultBudgets() Budgets {
	return Budgets{
		Unpacked:  64 << 20,
		Ratio:     1_100,
		RatioFrom: 1 << 20,

		TextBytes:    12 << 20,
		DecodedBytes: 24 << 20,

		HTMLBytes:      24 << 20,
		HTMLElements:   200_000,
		HTMLAttributes: 500_000,
		HTMLRestored:   1_000_000,
		HTMLDepth:      512,
		HTMLAncestors:  8_000_000,
		HTMLNestedText: 1 << 30,

		XMLDepth:      200,
		XMLNamespaces: 200,
		XMLAttributes: 1_000,
		JSONDepth:     64,

		FeedPart:       1 << 20,
		FeedPartWeight: 20_000,
		FeedHead:       64 << 10,
		FeedHeadWeight: 2_000,
		FeedItem:       4 << 20,
		FeedItemWeight: 20_000,
		FeedWork:       2_000_000_000,
		FeedItems:      200_000,
		FeedContent:    4 << 20,

		ListEntries: 50_000, // the sitemap format allows no more
		ListBytes:   4 << 20,

		RobotsRules:    5_000,
		RobotsPatterns: 512 << 10,
		RobotsPath:     4096,

		MarkdownDepth: 50,
		MarkdownWork:  400_000_000,
		MarkdownCells: 100_000,

		LDBytes:  2 << 20,
		LDValues: 50_000,
		LDDepth:  64,
	}
}

// checkEvery is after how many steps a loop checks its context. So many steps
// take less than a millisecond.
const checkEvery = 4096

func tooMany(budget int, what string) error {
	return fmt.Errorf("%w: it has more than %d %s", corpus.ErrTooLarge, budget, what)
}
