package parse

// Budgets is what reading one document may take. They are checked as its bytes
// are looked at for the first time, before anything is built of them: what is
// over a budget is refused, with corpus.ErrTooLarge where it is too much and with
// corpus.ErrTooCostly where it is made to take long, or left out where the
// comment says so.
type Budgets struct {
	Unpacked  int64 // bytes of a document
	Ratio     int64 // bytes unpacked for each byte packed; gzip cannot do more than 1,032
	RatioFrom int64 // bytes unpacked up to which any ratio will do

	TextBytes    int // bytes of text and of Markdown
	DecodedBytes int // bytes of what is in another charset than UTF-8

	HTMLBytes      int // bytes of HTML beside its scripts, styles and comments
	HTMLElements   int // elements of HTML, and ends of them
	HTMLAttributes int // attributes of all of them together
	HTMLRestored   int // elements that are opened anew in each paragraph, as they were never closed
	HTMLDepth      int // elements one in another: what the library can do
	HTMLAncestors  int // elements around each node, of all nodes together
	HTMLNestedText int // bytes of text, each as often as elements stand around it

	XMLDepth      int // elements one in another
	XMLNamespaces int // namespaces that are declared by elements one in another
	XMLAttributes int // attributes of one element of a sitemap
	JSONDepth     int // lists and objects one in another

	// The weight of a part of a feed is its elements, attributes and values.
	FeedPart       int // bytes of a feed that are read together
	FeedPartWeight int // weight of them
	FeedHead       int // bytes of what stands in no entry, in a feed that is read in parts
	FeedHeadWeight int // weight of it
	FeedItem       int // bytes of an entry; one that has more is left out
	FeedItemWeight int // weight of an entry; one that has more is left out
	FeedWork       int // bytes of an entry times its weight; one that has more is left out
	FeedItems      int // entries; further ones are left out
	FeedContent    int // bytes of all copies of articles in a feed; those of its oldest entries are left out

	ListEntries int // pages that a sitemap names, or parts; further ones are left out
	ListBytes   int // bytes of what a list says of its entries beside copies; its oldest entries are left out

	RobotsRules    int // rules of a robots.txt; further ones are left out
	RobotsPatterns int // bytes of their patterns; further ones are left out
	RobotsPath     int // bytes of one pattern, or it is left out, and of a path that is matched

	MarkdownDepth int // lists and quotations one in another
	MarkdownWork  int // the squares of the numbers of marks in each paragraph
	MarkdownCells int // cells of tables

	LDBytes  int // bytes of a page's JSON-LD; a script past that is left out
	LDValues int // values in one script of it; one that has more is left out
	LDDepth  int // arrays and objects one in another; one that has more is left out
}

// DefaultBudgets is the one table of budgets.
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

		ListEntries: 50_000, // the format allows no more
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
