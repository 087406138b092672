package gateway

import (
	"errors"
	"time"
)

const (
	defaultDrain = 6 * time.Second
	// cutOffGrace is the time that handlers have for a polite reply after they
	// were cut off.
	cutOffGrace = time.Second
	// openWithin and closeWithin bound discordgo's Open and Close. The relay ends
	// an Open that waits for Discord long before openWithin; only a deadlock
	// inside discordgo takes longer.
	openWithin  = 2 * time.Minute
	closeWithin = 3 * time.Second
	// cutWithin is how long discordgo may take to notice that its connection is
	// gone.
	cutWithin = time.Second
	// restTimeout bounds each REST call that discordgo makes itself, retries
	// included.
	restTimeout = 20 * time.Second
	// firstWait and longestWait bound the wait before the next attempt to
	// connect. Discord allows 1000 identifies a day.
	firstWait   = time.Second
	longestWait = 2 * time.Minute
	// identifyEvery is the shortest time between two identifies of one rate-limit
	// key.
	identifyEvery = 5 * time.Second
	// droppedEvery is the shortest time between two log lines about unreadable
	// interactions, per reason.
	droppedEvery = time.Minute
)

// errHung means that discordgo did not return, so its session cannot be used
// any more.
var errHung = errors.New("the Discord library hangs and its session cannot be used any more: restart the bot (a supervisor such as systemd does this by itself)")
