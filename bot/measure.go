package bot

import (
	"time"

	"github.com/bwmarrin/discordgo"
)

// Meter counts and times what becomes of interactions. Its labels are few:
// commands are those of the table, and nothing that a user typed is among them.
type Meter interface {
	// Begun counts an interaction that came in.
	Begun()
	// Handled counts one that is over: the command, "unknown" where there is
	// none; its kind and what came of it, as this package names them; and how
	// long its user waited for the first response, 0 where none arrived.
	Handled(command, kind, outcome string, first time.Duration)
	// Unread counts an interaction of which something is not understood, by what
	// that is, as package incoming names it.
	Unread(what string)
	// Replied times the sending of a message, with all that it waited for: the
	// step is respond, defer, edit, follow or post.
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

// unknownLabel is for an interaction that the table does not list.
const unknownLabel = "unknown"

// kindOf is the name of an interaction's kind.
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

// record is what is kept of one interaction while it is handled, by the one
// goroutine that speaks for it.
type record struct {
	begun   time.Time
	first   time.Duration // until the first response had arrived, 0 while none has
	outcome string
	unsent  bool // the last that was to be said did not arrive
}

// sent takes what became of a message.
func (r *record) sent(step string, err error) {
	r.unsent = err != nil
	if err == nil && r.first == 0 && (step == stepRespond || step == stepDefer) {
		r.first = max(time.Since(r.begun), 1) // 0 is for none
	}
}

// unmeasured is the meter if nothing is measured.
type unmeasured struct{}

func (unmeasured) Begun()                                        {}
func (unmeasured) Handled(string, string, string, time.Duration) {}
func (unmeasured) Unread(string)                                 {}
func (unmeasured) Replied(string, time.Duration)                 {}
