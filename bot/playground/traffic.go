package playground

import (
	"encoding/json"
	"time"

	"github.com/bwmarrin/discordgo"
)

// maxTraffic bounds the exchanges with the bot that are remembered, and
// maxReplies the bot's requests in each.
const (
	maxTraffic = 60
	maxReplies = 40
)

// exchange is an interaction and the bot's requests about it, or a message that
// the bot sent by itself. Guarded by Playground.mu.
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

// record records an interaction. The caller holds mu.
func (p *Playground) record(i *interaction, raw []byte) *exchange {
	what := i.name
	switch {
	case i.kind == discordgo.InteractionApplicationCommandAutocomplete:
		what = "completes /" + what
	case i.kind == discordgo.InteractionModalSubmit:
		what = "submits " + what
	case i.kind == discordgo.InteractionMessageComponent:
		what = "uses " + what
	case i.command.Type == discordgo.MessageApplicationCommand:
		what = "Apps › " + what
	default:
		what = "/" + what
	}
	return p.exchanged(&exchange{ID: i.id, At: i.created, Who: i.person.name, What: what, Interaction: raw, Replies: []sending{}})
}

// unasked records that the bot sends a message by itself. The caller holds mu.
func (p *Playground) unasked(what string) *exchange {
	return p.exchanged(&exchange{ID: p.newID(), At: time.Now(), Who: "Verbatim", What: what, Interaction: json.RawMessage("null"), Replies: []sending{}})
}

func (p *Playground) exchanged(e *exchange) *exchange {
	p.traffic.add(e)
	p.tell("", "", event{"type": "exchange", "exchange": *e})
	return e
}

// replied records a request of the bot. The caller holds mu.
func (p *Playground) replied(e *exchange, what string, raw []byte, files []file, err error) {
	s := sending{At: time.Now(), What: what, Body: raw}
	for _, f := range files {
		s.Files = append(s.Files, f.name)
	}
	if err != nil {
		s.Refused = err.Error()
	}
	if len(e.Replies) == maxReplies {
		e.Replies = append(e.Replies[:0:0], e.Replies[1:]...)
	}
	e.Replies = append(e.Replies, s)
	p.tell("", "", event{"type": "reply", "exchange": e.ID, "reply": s})
}
