package bot

import (
	"context"
	"errors"
	"time"

	"github.com/bwmarrin/discordgo"
)

// serving is the handling of one interaction.
type serving struct {
	bot     *Bot
	door    door
	request *request
}

// outcome is what a command's handler came to.
type outcome struct {
	reply Reply
	err   error
}

func (s serving) serve(ctx context.Context) {
	switch s.request.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		s.complete(ctx)
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent:
		s.answer(ctx)
	default:
		s.refuse(ctx, errUnknown)
	}
}

// answer runs a command or a button. It replies directly where the reply is
// there in time, and defers it otherwise.
func (s serving) answer(ctx context.Context) {
	run, private, err := s.bot.route(s.request)
	if err != nil {
		s.refuse(ctx, err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	done := make(chan outcome, 1)
	go func() { done <- run.safely(ctx, s.request) }()

	waiting := time.NewTimer(patience)
	defer waiting.Stop()
	select {
	case out := <-done:
		s.respond(ctx, out)
		return
	case <-waiting.C:
	case <-ctx.Done():
	}
	if err := s.send(ctx, respondWithin, func(ctx context.Context) error {
		return s.door.Respond(ctx, s.request.Interaction, deferral(s.request, private))
	}); err != nil {
		s.log(err, "deferring a reply failed")
		return // Discord knows nothing of this interaction any more
	}
	select {
	case out := <-done:
		s.amend(ctx, out)
	case <-ctx.Done():
		s.amend(ctx, outcome{err: context.Cause(ctx)})
	}
}

// complete runs an autocompletion. A user sees no error there, so that one is
// logged and no choices are shown.
func (s serving) complete(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, completionDeadline)
	defer cancel()
	var run handler = func(ctx context.Context, r *request) (Reply, error) { return s.bot.choices(ctx, r) }
	done := make(chan outcome, 1)
	go func() { done <- run.safely(ctx, s.request) }()
	var out outcome
	select {
	case out = <-done:
	case <-ctx.Done():
		out = outcome{err: context.Cause(ctx)}
	}
	if out.err != nil {
		s.log(out.err, "completing failed")
	}
	if err := s.send(ctx, respondWithin, func(ctx context.Context) error {
		return s.door.Respond(ctx, s.request.Interaction, completion(out.reply.Choices))
	}); err != nil {
		s.log(err, "sending choices failed")
	}
}

// respond sends the first response.
func (s serving) respond(ctx context.Context, out outcome) {
	if out.err != nil {
		s.refuse(ctx, out.err)
		return
	}
	if err := s.send(ctx, respondWithin, func(ctx context.Context) error {
		return s.door.Respond(ctx, s.request.Interaction, out.reply.response(s.request))
	}); err != nil {
		s.log(err, "replying failed")
	}
}

// refuse says in a first response, privately, why there is no reply.
func (s serving) refuse(ctx context.Context, why error) {
	s.log(why, "handling an interaction failed")
	r := apology(why)
	if err := s.send(ctx, respondWithin, func(ctx context.Context) error {
		return s.door.Respond(ctx, s.request.Interaction, r.response(s.request))
	}); err != nil {
		s.log(err, "replying failed")
	}
}

// amend sends what a deferred reply came to. What goes wrong with a button
// does not replace the message it belongs to.
func (s serving) amend(ctx context.Context, out outcome) {
	reply := out.reply
	if out.err != nil {
		s.log(out.err, "handling an interaction failed")
		reply = apology(out.err)
	}
	err := s.send(ctx, editWithin, func(ctx context.Context) error {
		if s.request.Type == discordgo.InteractionMessageComponent && reply.Private {
			return s.door.Follow(ctx, s.request.Interaction, reply.followUp())
		}
		return s.door.Edit(ctx, s.request.Interaction, reply.edit())
	})
	if err != nil {
		s.log(err, "replying late failed")
	}
}

// send gives f its own time: what is to be said is said even where the work's
// context has ended.
func (s serving) send(ctx context.Context, within time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	return f(ctx)
}

// log logs what a person or an operator should know; what the user alone can
// mend is not an error. It never says what was asked.
func (s serving) log(err error, what string) {
	if isRefusal(err) {
		return
	}
	attrs := []any{"interaction", s.request.ID, "command", s.request.command, "guild", s.request.GuildID, "error", err}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, "stack", p.stack)
	}
	s.bot.log.Error(what, attrs...)
}
