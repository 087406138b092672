package playground

import (
	"encoding/json"
	"time"
)

// maxTraffic bounds the exchanges with the bot that are remembered, and
// maxReplies the bot's requests in each.
const (
	maxTraffic = 60
	maxReplies = 40
)

// exchange is an interaction and the bot's requests about it, or a message that
// the bot sent by itself. Guarded by state.mu.
type exchange struct {
	ID          string          `json:"id"`
	At          time.Time       `json:"at"`
	Who         string          `json:"who"`
	What        string          `json:"what"`
	Interaction json.RawMessage `json:"interaction"` // null if the bot sent a message by itself
	Replies     []sending       `json:"replies"`
}

// sending is a request of the bot.
type sending struct {
	At      time.Time       `json:"at"`
	What    string          `json:"what"` // callback, edit, follow-up or post
	Body    json.RawMessage `json:"body"`
	Files   []string        `json:"files,omitempty"`   // names of its files
	Refused string          `json:"refused,omitempty"` // why it was refused
}
