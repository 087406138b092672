package parse

import (
	"time"
	"verbatim/corpus"
)

// PageRequest is a document from the web.
type PageRequest struct {
	Document
	ContentType string // as sent by the server
	URL         string // where it was found, after redirects
	Hash        bool   // whether the reply must contain Hash
	Known       string // an earlier Hash; if it is the same, the page is Unchanged and not parsed
}

// Page is a document parsed as an article. Missing parts are empty.
type Page struct {
	Title, Publisher, Author string
	Published                corpus.Date
	Language                 string
	Canonical                string // the page's preferred address, as written in the page
	Feed                     string // the feed that the page names, as written in the page
	Text                     string

	Hash      string // of the unpacked bytes, if requested
	Unchanged bool   // Hash equals Known, and all other fields are empty
}

// Detected describes a document.
type Detected struct {
	Kind  corpus.SourceKind // SourcePage, SourceFeed or SourceSitemap
	Title string            // of the page or feed
	Feed  string            // as in Page
}

// ListRequest is a feed or a sitemap.
type ListRequest struct {
	Document
	Newest int // return at most this many entries, the newest; 0 means all
}

// Entry is a page or another sitemap that a list names, with its metadata.
type Entry struct {
	Link          string // as written in the list
	Title, Author string
	Published     corpus.Date
	Language      string
	Content       string    // HTML; "" if the feed has only a teaser
	At            time.Time // for sorting; zero if unknown
}

// RobotsRequest is a robots.txt and the product whose rules are wanted. Bytes
// past Limit are ignored.
type RobotsRequest struct {
	Document
	Product string
}

// FileRequest is a file. The extension of its name determines its format.
type FileRequest struct {
	Document
	Name        string
	ContentType string // as sent by the server that it comes from, or ""
}

// ContentRequest is the copy of an article in a feed, in HTML. If it has fewer
// than MinWords words, it is only a teaser, and the error is corpus.ErrNoText.
type ContentRequest struct {
	Document
	MinWords int
}

// Content is the text of the copy of an article in a feed.
type Content struct{ Text string }
