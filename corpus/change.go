package corpus

import "time"

// Seq is a position in the store's change feed. Every write raises it by one
// and stamps the row that it writes; the feed is ordered by it.
type Seq int64

// Head is the state of a store's change feed.
type Head struct {
	Epoch   string // names this store; a restored or exchanged store has another
	Seq     Seq    // the newest position
	Horizon Seq    // a view at a lower position must rebuild itself, tombstones below it are gone
	Purge   Seq    // no view may keep words that were deleted up to this position
}

// Change is one article as it now stands, or its removal. A correction of one
// of its statements is a change of the article too.
type Change struct {
	Seq         Seq
	Removed     bool
	Damaged     bool         // Removed because its stored text is not what was stored
	Article     Article      // Guild and ID alone where Removed
	Versions    []Version    // those before the present one that are kept, the oldest first
	Changed     time.Time    // when the present version came to be
	Corrections []Correction // of its statements that hold, in every guild
	PageChanged time.Time    // since when its page shows something else, about which no moderator has decided; zero where it does not
}

// Position says how far a view has followed the change feed, and how large it is.
type Position struct {
	Epoch      string // of the feed that it follows
	Seq        Seq    // the position that it has taken in
	Statements uint64
	Bytes      uint64 // on disk, 0 of one in memory
}
