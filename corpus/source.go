package corpus

import "time"

// SourceID names a source. It is random, and unique in a store.
type SourceID string

// Source is where articles come from.
type Source struct {
	ID       SourceID
	Guild    GuildID // whose it is; Shared where its articles are in the shared corpus
	Kind     SourceKind
	Name     string // what people call it: unique among its guild's sources, at most MaxSourceName bytes
	Location string // its URL, absolute path or attachment's name; "" of a text
	Added    time.Time
	AddedBy  string // as in Entry.By

	Every     time.Duration // how long after a refresh the next is due, before jitter; 0 where it is never refreshed
	Fixed     bool          // Every was chosen by a person; else it follows how much changes
	Due       time.Time     // of the next refresh; zero where there is none
	Refreshed time.Time     // when the last refresh that went well ended; zero before the first
	Begun     time.Time     // of a refresh that goes on at its next turn; zero if there is none
	Failures  int           // refreshes in a row that failed
	LastError string        // of the last refresh, for people; "" where it went well
	RemovedAt time.Time     // zero while it stands
}

// MaxSourceName is the longest name of a source, in bytes: what a choice of a
// Discord option can hold.
const MaxSourceName = 100

// The most articles that are kept, so that no source can flood a corpus.
const (
	MaxSourceArticles = 2_000
	MaxGuildArticles  = 20_000 // of a guild's own; the shared corpus is the operator's and has no such limit
)

// Resource is one document behind a source as it was last fetched: a page of a
// feed, a file of a folder, the feed itself.
type Resource struct {
	URL          string    // as it was asked for; a path of a file
	ETag         string    // to be sent back as If-None-Match; a mark of the fetcher's own where the server named none
	LastModified string    // to be sent back as If-Modified-Since; "" where the server named none
	Article      ArticleID // "" if it was asked for in vain
	Fetched      time.Time // when it was asked for last
	Aside        bool      // it was set aside: ETag and LastModified are those of the state that is not to be parsed again
}

// Version is an article as it once stood.
type Version struct {
	Number  int // from 1, the oldest; dropped versions leave a gap
	At      time.Time
	Article Article
}

// SourceState is a source with what there is of it.
type SourceState struct {
	Source
	Articles int // that stand
	Waiting  int // of these, whose pages show something else, about which no moderator has decided
}

// Status is how a guild's corpus stands.
type Status struct {
	Articles   int // the guild's own
	Statements int // in them
	Shared     int // articles of the shared corpus that the guild reads
	Sources    []SourceState
	Runs       []Run    // the newest first
	Running    []Source // being refreshed just now
	Flags      int      // that wait for a moderator
	Lapsed     int      // corrections that no longer apply
	Waiting    int      // articles whose pages show something else, about which no moderator has decided
}
