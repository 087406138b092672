package corpus

import "time"

// WatchID names a watch. It is random, and unique in a store.
type WatchID string

// Watch is somebody's wish to hear of new statements on a topic, or by a
// speaker.
type Watch struct {
	ID      WatchID
	Guild   GuildID // whose corpus is watched, with the shared one
	Channel string  // the id of the channel that is told; "" tells By alone
	By      string  // the id of the Discord user whose wish it is
	Locale  string  // of the user, as Discord said when the watch was made; "" where it is not known
	Topic   string  // as a question; "" for whatever Speaker says
	Speaker string  // "" for everybody
	At      time.Time

	Looked Seq  // the articles that changed up to here have been looked at
	Day    Date // that Posted counts
	Posted int  // statements of that day
}

// The bounds of watches.
const (
	MaxUserWatches  = 10  // of a user in a guild
	MaxGuildWatches = 100 // of a guild
	MaxWatchDay     = 20  // statements that a watch posts a day
)

// Noted is what one look of a watch came to.
type Noted struct {
	Looked     Seq
	Day        Date
	Posted     int
	Statements []StatementID // that have been posted, or are known: never to be posted again
}
