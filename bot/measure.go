package bot

import (
	"context"
	"errors"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
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

// What came of an interaction.
const (
	outcomeAnswered    = "answered"
	outcomeNothing     = "nothing"     // nothing in the corpus answers
	outcomeRefused     = "refused"     // its user was told what they can mend
	outcomeLimited     = "limited"     // there were too many
	outcomeClosing     = "closing"     // the bot shuts down
	outcomeAway        = "away"        // it needs the store, which is away
	outcomeLate        = "late"        // it took too long
	outcomeFailed      = "failed"      // the log says why
	outcomeUndelivered = "undelivered" // the last that was to be said did not arrive
)

// outcomeOf is the name of what a handler came to.
func (b *Bot) outcomeOf(out outcome) string {
	err := out.err
	switch {
	case err == nil && out.reply.Nothing:
		return outcomeNothing
	case err == nil:
		return outcomeAnswered
	case errors.Is(err, errTooFast), errors.Is(err, errGuildTooFast), errors.Is(err, ErrOverloaded):
		return outcomeLimited
	case errors.Is(err, errClosing), errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return outcomeClosing
	case b.refusals.Has(err):
		return outcomeRefused
	case errors.Is(err, corpus.ErrOutage):
		return outcomeAway
	case errors.Is(err, context.DeadlineExceeded):
		return outcomeLate
	}
	return outcomeFailed
}

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

// unknownLabel stands for what the table does not list.
const unknownLabel = "unknown"

// labelOf is the command of the table that an interaction is for.
func (b *Bot) labelOf(r *Request) string {
	if _, _, err := b.find(r); err != nil {
		return unknownLabel
	}
	return r.name()
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

// count counts the interaction, which is over.
func (s serving) count(ctx context.Context) {
	outcome := s.record.outcome
	switch {
	case s.record.unsent:
		outcome = outcomeUndelivered
	case outcome == "":
		outcome = outcomeFailed // it panicked
	}
	kind := kindOf(s.request.Type)
	s.bot.meter.Handled(s.bot.labelOf(s.request), kind, outcome, s.record.first)
	s.bot.log.DebugContext(ctx, "interaction handled", "command", s.request.name(), "kind", kind, "guild", s.request.GuildID,
		"outcome", outcome, "first_response", s.record.first, "took", time.Since(s.record.begun))
}

// unmeasured is the meter if nothing is measured.
type unmeasured struct{}

func (unmeasured) Begun()                                        {}
func (unmeasured) Handled(string, string, string, time.Duration) {}
func (unmeasured) Unread(string)                                 {}
func (unmeasured) Replied(string, time.Duration)                 {}
