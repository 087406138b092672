package corpus

import "time"

// Seq is a position in the store's change feed. Every write raises it by one
// and stamps the row that it writes; the feed is ordered by it.
type Seq int64

// Head is the state of a store's change feed.
type Head struct {
	Epoch   string // identifies this store; a restored or replaced store has another
	Seq     Seq    // the newest position
	Horizon Seq    // a view at a lower position must rebuild itself, since tombstones below it are gone
	Purge   Seq    // views must not keep words that were deleted up to this position
}

// Change is the present version of an article, or its removal. A correction of one
// of its statements is a change of the article too.
type Change struct {
	Seq         Seq
	Removed     bool
	Damaged     bool         // Removed because its stored text is damaged
	Article     Article      // only Guild and ID if Removed
	Versions    []Version    // older versions that are kept, the oldest first
	Changed     time.Time    // when the present version was stored
	Corrections []Correction // valid corrections of its statements, in every guild
	PageChanged time.Time    // since when its page shows something else and waits for a moderator; zero if it does not
}

// Position says how far a view has followed the change feed, and how large it is.
type Position struct {
	Epoch      string // of the feed that it follows
	Seq        Seq    // the last position that it has applied
	Statements uint64
	Bytes      uint64 // on disk; 0 if the view is in memory
}
