package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// serving is the handling of one interaction.
type serving struct {
	bot       *Bot
	responder Responder
	request   *Request
	record    *record
}

// outcome is what a command's handler came to.
type outcome struct {
	reply Reply
	err   error
}

func (s serving) serve(ctx context.Context) {
	lasting := ctx // of work that may outlive the settings that it began with
	ctx = readOnce(ctx)
	a, allowed, err := s.bot.route(s.request)
	if s.request.unread {
		err = errUnread
	}
	if tooMuch := s.bot.limiter.admit(s.request); tooMuch != nil {
		err = tooMuch
	}
	switch s.request.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		s.complete(ctx, a.Do.Behind(allowed), err)
		return
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent, discordgo.InteractionModalSubmit:
	default:
		err = errUnread
	}
	if err == nil {
		s.request.Language = s.bot.settings.speak(ctx, s.request, a)
	}
	switch {
	case err != nil:
		s.refuse(ctx, err)
	case a.Work != nil:
		s.work(lasting, a, allowed)
	case a.Open != nil:
		s.open(ctx, a.Open.Behind(allowed))
	default:
		s.answer(ctx, a.Do.Behind(allowed), a)
	}
}

// answer runs a command, a component or a modal. It replies directly where the
// reply is there in time, and defers it otherwise.
func (s serving) answer(ctx context.Context, run Handler, a Action) {
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
	if !s.defers(ctx, a.defersPrivately(s.request)) { // by now the handler has read what its guild chose
		return
	}
	select {
	case out := <-done:
		s.amend(ctx, out)
	case <-ctx.Done():
		s.amend(ctx, stopped(ctx, done, stopSoon)) // it knows what it has been waiting for
	}
}

// open runs what may answer with a modal. Nothing can be deferred then, so
// that it says so where it is late.
func (s serving) open(ctx context.Context, run Handler) {
	ctx, cancel := context.WithTimeout(ctx, modalDeadline)
	defer cancel()
	done := make(chan outcome, 1)
	go func() { done <- run.safely(ctx, s.request) }()
	select {
	case out := <-done:
		s.respond(ctx, out)
	case <-ctx.Done():
		out := stopped(ctx, done, stopSoon)
		if out.err == nil {
			out.err = context.Cause(ctx)
		}
		s.refuse(ctx, out.err)
	}
}

// complete runs an autocompletion. A user sees no error there, so that one is
// logged and no choices are shown.
func (s serving) complete(ctx context.Context, run Handler, err error) {
	ctx, cancel := context.WithTimeout(ctx, completionDeadline)
	defer cancel()
	out := outcome{err: err}
	if err == nil {
		done := make(chan outcome, 1)
		go func() { done <- run.safely(ctx, s.request) }()
		select {
		case out = <-done:
		case <-ctx.Done():
			out = outcome{err: context.Cause(ctx)}
		}
	}
	s.record.outcome = s.bot.outcomeOf(out)
	if out.err != nil {
		s.log(ctx, out.err, "completing failed")
	}
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, completion(out.reply.Choices))
	}); err != nil {
		s.log(ctx, err, "sending choices failed")
	}
}

// respond sends the first response.
func (s serving) respond(ctx context.Context, out outcome) {
	if out.err != nil {
		s.refuse(ctx, out.err)
		return
	}
	s.record.outcome = s.bot.outcomeOf(out)
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, out.reply.response(s.request))
	}); err != nil {
		s.log(ctx, err, "replying failed")
	}
}

// refuse says in a first response, privately, why there is no reply.
func (s serving) refuse(ctx context.Context, why error) {
	why = s.bot.refusals.because(s.request, why)
	s.record.outcome = s.bot.outcomeOf(outcome{err: why})
	s.log(ctx, why, "handling an interaction failed")
	r := s.bot.refusals.apology(s.request.mine, why)
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, r.response(s.request))
	}); err != nil {
		s.log(ctx, err, "replying failed")
	}
}

// defers tells Discord that the reply comes later, and reports whether it may
// know so: not where Discord says that it knows nothing of this interaction any
// more. An answer that was lost says nothing of what became of the request, and
// a user whom it reached would wait for the reply for ever.
func (s serving) defers(ctx context.Context, private bool) bool {
	err := s.send(ctx, stepDefer, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, deferral(s.request, private))
	})
	if err != nil {
		s.log(ctx, err, "deferring a reply failed")
	}
	return !errors.Is(err, ErrGone) && !errors.Is(err, ErrAnswered)
}

// amend sends what a deferred reply came to. What goes wrong with a button
// does not replace the message it belongs to.
func (s serving) amend(ctx context.Context, out outcome) {
	reply := s.told(ctx, out)
	step, say := stepEdit, func(ctx context.Context) error {
		return s.responder.Edit(ctx, s.request.Interaction, reply.edit())
	}
	if s.request.Type == discordgo.InteractionMessageComponent && (reply.Private || reply.Anew) {
		step, say = stepFollow, func(ctx context.Context) error {
			return s.responder.Follow(ctx, s.request.Interaction, reply.followUp())
		}
	}
	if err := s.send(ctx, step, lateWithin, say); err != nil {
		s.log(ctx, err, "replying late failed")
	}
}

// told is what a user is told of an outcome; a failure is logged.
func (s serving) told(ctx context.Context, out outcome) Reply {
	out.err = s.bot.refusals.because(s.request, out.err)
	s.record.outcome = s.bot.outcomeOf(out)
	if out.err == nil {
		return out.reply
	}
	s.log(ctx, out.err, "handling an interaction failed")
	l := s.request.Language
	if s.request.Type == discordgo.InteractionMessageComponent {
		l = s.request.mine // it follows privately
	}
	return s.bot.refusals.apology(l, out.err)
}

// send gives f its own time: what is to be said is said even where the work's
// context has ended.
func (s serving) send(ctx context.Context, step string, within time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	begin := time.Now()
	err := f(ctx)
	s.bot.meter.Replied(step, time.Since(begin))
	s.record.sent(step, err)
	return err
}

// log logs what a person or an operator should know; what the user alone can
// mend is not an error. It never says what was asked. What many interactions
// come to alike is one line a second.
func (s serving) log(ctx context.Context, err error, what string) {
	if s.bot.refusals.Has(err) {
		return
	}
	log := s.bot.log
	switch {
	case errors.Is(err, ErrAnswered):
		s.bot.troubles.Tell("answered", func(count int) {
			log.InfoContext(ctx, "left an interaction to the process that answered it first", "count", count)
		})
		return
	case errors.Is(err, ErrOverloaded): // they are turned away so that the others are not
		s.bot.troubles.Tell("overloaded", func(count int) {
			log.WarnContext(ctx, "questions were turned away", "error", err, "count", count)
		})
		return
	}
	attrs := []any{"command", s.request.name(), "guild", s.request.GuildID, "error", err}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, "stack", p.stack)
	}
	kind := strings.Join([]string{what, s.bot.labelOf(s.request), s.bot.outcomeOf(outcome{err: err})}, "/")
	s.bot.troubles.Tell(kind, func(count int) {
		log.ErrorContext(ctx, what, append(attrs, "count", count)...)
	})
}
