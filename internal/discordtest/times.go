package discordtest

import "time"

// Discord's time limits.
const (
	// FirstResponse is how long an application has to answer an interaction.
	FirstResponse = 3 * time.Second
	// TokenLife is how long an interaction's token is valid.
	TokenLife = 15 * time.Minute
	// HeartbeatInterval is the interval that the gateway's hello asks for.
	HeartbeatInterval = 41250 * time.Millisecond
)

// nonceLife is how long Discord remembers a message's nonce.
const nonceLife = 5 * time.Minute

// The identifies of a day.
const (
	identifiesADay = 1000
	identifyDay    = 24 * time.Hour
)
