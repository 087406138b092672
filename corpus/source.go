package corpus

import "time"

// SourceID identifies a source. It is random and unique in a store.
type SourceID string

// Source is where articles come from.
type Source struct {
	ID       SourceID
	Guild    GuildID // its owner; Shared if its articles are in the shared corpus
	Kind     SourceKind
	Name     string // unique among its guild's sources, at most MaxSourceName bytes
	Location string // its URL, absolute path or attachment's name; "" of a text
	Added    time.Time
	AddedBy  string // as in Entry.By

	Every     time.Duration // the time between refreshes, without jitter; 0 if it is never refreshed
	Fixed     bool          // if a person chose Every; else it depends on how often the source changes
	Due       time.Time     // the time of the next refresh; zero if there is none
	Refreshed time.Time     // when the last successful refresh ended; zero before the first
	Begun     time.Time     // the start of a refresh that goes on at its next turn; zero if there is none
	Failures  int           // refreshes in a row that failed
	LastError string        // of the last refresh, for people; "" if it succeeded
	RemovedAt time.Time     // zero if it is not removed
}

// MaxSourceName is the length of the longest name of a source, in bytes. A choice of a
// Discord option cannot be longer.
const MaxSourceName = 100

// The greatest numbers of articles, which keep a source from flooding a corpus.
const (
	MaxSourceArticles = 2_000
	MaxGuildArticles  = 20_000 // of a guild; the shared corpus is the operator's and has no limit
)

// Resource is a document of a source when it was last fetched: a page of a feed, a
// file of a folder, the feed itself.
type Resource struct {
	URL          string    // the address that was asked for, or the path of a file
	ETag         string    // for If-None-Match; the fetcher makes one if the server sent none
	LastModified string    // for If-Modified-Since; "" if the server sent none
	Article      ArticleID // "" if no article was found
	Fetched      time.Time // when it was last asked for
	Aside        bool      // if it is set aside: ETag and LastModified are of the content that must not be parsed again
}

// Version is one version of an article.
type Version struct {
	Number  int // from 1, the oldest; versions that were dropped leave gaps
	At      time.Time
	Article Article
}

// SourceState is a source with the numbers of its articles.
type SourceState struct {
	Source
	Articles int // that are not removed
	Waiting  int // of these, the ones whose pages show something else and wait for a moderator
}

// Status is the state of a guild's corpus.
type Status struct {
	Articles   int // the guild's own
	Statements int // in them
	Shared     int // articles of the shared corpus that the guild reads
	Sources    []SourceState
	Runs       []Run    // the newest first
	Running    []Source // that are being refreshed
	Flags      int      // that wait for a moderator
	Lapsed     int      // corrections that no longer apply
	Waiting    int      // articles whose pages show something else and wait for a moderator
}
