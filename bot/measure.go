package bot

import (
	"time"

	"github.com/bwmarrin/discordgo"
)

// Meter counts and times interactions. Its labels are few: a command is one of the table,
// and no label holds text of a user.
type Meter interface {
	// Begun counts an interaction that arrived.
	Begun()
	// Handled counts an interaction that is over, by command ("unknown" if it is not in
	// the table), kind and outcome. first is how long the user waited for the first
	// response, or 0 if none arrived.
	Handled(command, kind, outcome string, first time.Duration)
	// Unread counts an interaction with a part that was not understood, by the name that
	// package incoming gives that part.
	Unread(what string)
	// Replied times the sending of a message, waiting included. The step is respond,
	// defer, edit, follow or post.
	Replied(step string, took time.Duration)
}

// The steps of a reply.
const (
	stepRespond = "respond"
	stepDefer   = "defer"
	stepEdit    = "edit"
	stepFollow  = "follow"
	stepPost    = "post"
)

// unknownLabel is for an interaction whose command is not in the table.
const unknownLabel = "unknown"

// kindOf returns the name of an interaction's kind.
func kindOf(t discordgo.InteractionType) string {
	switch t {
	case discordgo.InteractionApplicationCommand:
		return "command"
	case discordgo.InteractionMessageComponent:
		return "component"
	case discordgo.InteractionModalSubmit:
		return "modal"
	case discordgo.InteractionApplicationCommandAutocomplete:
		return "completion"
	}
	return unknownLabel
}

// record holds the facts about an interaction while it is handled. One goroutine uses it.
type record struct {
	begun   time.Time
	first   time.Duration // until the first response arrived, or 0
	outcome string
	unsent  bool // the last message did not arrive
}

// sent records whether a message arrived.
func (r *record) sent(step string, err error) {
	r.unsent = err != nil
	if err == nil && r.first == 0 && (step == stepRespond || step == stepDefer) {
		r.first = max(time.Since(r.begun), 1) // 0 means that no response arrived
	}
}

// unmeasured is a Meter that measures nothing.
type unmeasured struct{}

func (unmeasured) Begun()                                        {}
func (unmeasured) Handled(string, string, string, time.Duration) {}
func (unmeasured) Unread(string)                                 {}
func (unmeasured) Replied(string, time.Duration)                 {}
