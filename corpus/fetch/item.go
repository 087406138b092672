package fetch

import (
	"errors"
	"fmt"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// State is the result for one document of a source.
type State string

// The states of a document.
const (
	Fetched   State = "fetched"   // Item.Article holds its current content
	Unchanged State = "unchanged" // the server or its bytes say that it has not changed
	Emptied   State = "emptied"   // it had an article but shows no text now; Item.Err says why, and Item.Article has no text
	Gone      State = "gone"      // it existed before, but no longer does
	Failed    State = "failed"    // it could not be read; Item.Err says why, and the previous article stays
	Cut       State = "cut"       // not about one document: Item.Err says which part of the source was left out

	// Begun means that a document was received and is about to be parsed. If
	// yield returns an error that wraps corpus.ErrSetAside, the document is not
	// parsed and follows as Failed with that error. Otherwise an item with the
	// same URL follows with the result: one of the states above, or Parsed.
	Begun State = "begun"
	// Parsed means that parsing ended (Item.Err is its error) for a document
	// that is not an article itself: a feed, a sitemap or a part of one, or a
	// feed's copy of an article.
	Parsed State = "parsed"
)

// Item is the result for one document of a source. If State is Fetched,
// Unchanged or Emptied, the caller must store Resource and pass it to the next
// Read. If State is Gone, the caller must delete it.
type Item struct {
	Resource corpus.Resource
	Article  corpus.Article // set if State is Fetched; it is valid and belongs to the source's guild
	State    State
	Err      error  // set if State is Failed, Cut or Parsed; in words for users
	Digest   string // hash of the document's bytes, set if State is Begun; "" if the document is still as it was set aside
}

// SkipNew tells Read to skip all further documents that were never read,
// because there is no room for them. It is not a failure.
//
//nolint:revive,staticcheck // it asks for something, as fs.SkipDir does, and tells of no failure
var SkipNew = errors.New("skip the documents that are not known")

// validItem shortens the citation of an article to its limits and validates the
// article. Its text may have at most limit bytes.
func validItem(res corpus.Resource, a corpus.Article, limit int64) (Item, error) {
	for _, part := range []*string{&a.Title, &a.Publisher, &a.Author} {
		*part = parse.Clip(parse.Fold(strings.ToValidUTF8(*part, "\uFFFD")), corpus.MaxCitation)
	}
	if int64(len(a.Text)) > limit {
		return Item{}, fmt.Errorf("%w: its text has more than %s", corpus.ErrTooLarge, parse.Size(limit))
	}
	if err := a.Validate(); err != nil {
		return Item{}, fmt.Errorf("%w: %w", corpus.ErrNotText, err)
	}
	return Item{Resource: res, Article: a, State: Fetched}, nil
}
