package corpus

import "time"

// WatchID identifies a watch. It is random and unique in a store.
type WatchID string

// Watch is a user's wish to get new statements on a topic, or by a speaker.
type Watch struct {
	ID      WatchID
	Guild   GuildID // its corpus and the shared one are watched
	Channel string  // the id of the channel that gets them; "" if only By gets them
	By      string  // the id of the Discord user
	Locale  string  // of the user when the watch was made; "" if it is unknown
	Topic   string  // as a question; "" for all statements of Speaker
	Speaker string  // "" for all speakers
	At      time.Time

	Looked Seq  // changes up to this position have been checked
	Day    Date // the day of Posted
	Posted int  // statements posted on Day
}

// The limits of watches.
const (
	MaxUserWatches  = 10  // of a user in a guild
	MaxGuildWatches = 100 // of a guild
	MaxWatchDay     = 20  // statements of a watch in a day
)

// Noted is the result of checking a watch once.
type Noted struct {
	Looked     Seq
	Day        Date
	Posted     int
	Statements []StatementID // posted or known already; they are never posted again
}
