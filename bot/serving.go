package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

const (
	// tokenUse is how long the token of an interaction is used. It is valid for 15
	// minutes.
	tokenUse = 14 * time.Minute
	// patience is how long the bot waits for a direct answer before it defers the reply.
	// Discord wants the first response within 3 s.
	patience = time.Second
	// deadline bounds a command or a button.
	deadline = 10 * time.Second
	// modalDeadline bounds the opening of a modal, which must be the first response.
	modalDeadline = 2500 * time.Millisecond
	// completionDeadline bounds a completion, which cannot be deferred.
	completionDeadline = 2 * time.Second
	// respondWithin bounds the sending of a first response, editWithin that of a message
	// with progress. lateWithin bounds the sending of a deferred reply, which is tried
	// for as long as the token of the interaction is used.
	respondWithin = 5 * time.Second
	lateWithin    = tokenUse - deadline - respondWithin
	editWithin    = 30 * time.Second
)

// Responder sends the replies to one interaction. Each door has its own.
type Responder interface {
	// Respond sends the first response, once.
	Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error
	// Edit replaces the first response.
	Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error
	// Follow sends a further message.
	Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error
}

// serving handles one interaction.
type serving struct {
	core
	responder Responder
	request   *Request
	record    *record
}

// answer runs a command, a component or a modal. It defers the reply unless it is there
// in time.
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
	if !s.defers(ctx, a.defersPrivately(s.request)) { // the handler has read the guild's settings by now
		return
	}
	select {
	case out := <-done:
		s.amend(ctx, out)
	case <-ctx.Done():
		s.amend(ctx, stopped(ctx, done, stopSoon)) // the handler knows what it was waiting for
	}
}

// open runs a handler that may answer with a modal. The reply cannot be deferred then, so
// if the handler is late, open says so.
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

// complete runs a completion. The user cannot see an error, so it is logged and there are
// no choices.
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
	s.record.outcome = out.name(s.refusals)
	if out.err != nil {
		s.logError(ctx, out.err, "completing failed")
	}
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, completion(out.reply.Choices))
	}); err != nil {
		s.logError(ctx, err, "sending choices failed")
	}
}

// respond sends the first response.
func (s serving) respond(ctx context.Context, out outcome) {
	if out.err != nil {
		s.refuse(ctx, out.err)
		return
	}
	s.record.outcome = out.name(s.refusals)
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, out.reply.response(s.request.Type))
	}); err != nil {
		s.logError(ctx, err, "replying failed")
	}
}

// refuse sends a private first response that says why there is no reply.
func (s serving) refuse(ctx context.Context, why error) {
	why = s.refusals.because(s.request, why)
	s.record.outcome = outcome{err: why}.name(s.refusals)
	s.logError(ctx, why, "handling an interaction failed")
	r := s.refusals.apology(s.request.mine, why)
	if err := s.send(ctx, stepRespond, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, r.response(s.request.Type))
	}); err != nil {
		s.logError(ctx, err, "replying failed")
	}
}

// defers tells Discord that the reply comes later. It reports whether to go on, which is
// not the case if Discord no longer knows the interaction or another process has answered
// it. After any other error the deferral may have arrived, and its user would wait for
// the reply.
func (s serving) defers(ctx context.Context, private bool) bool {
	err := s.send(ctx, stepDefer, respondWithin, func(ctx context.Context) error {
		return s.responder.Respond(ctx, s.request.Interaction, deferral(s.request.Type, private))
	})
	if err != nil {
		s.logError(ctx, err, "deferring a reply failed")
	}
	return !errors.Is(err, ErrGone) && !errors.Is(err, ErrAnswered)
}

// amend sends the reply that was deferred. If a button fails, the error does not replace
// the message that the button belongs to.
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
		s.logError(ctx, err, "replying late failed")
	}
}

// told returns the reply that tells a user the outcome. A failure is logged.
func (s serving) told(ctx context.Context, out outcome) Reply {
	out.err = s.refusals.because(s.request, out.err)
	s.record.outcome = out.name(s.refusals)
	if out.err == nil {
		return out.reply
	}
	s.logError(ctx, out.err, "handling an interaction failed")
	l := s.request.Language
	if s.request.Type == discordgo.InteractionMessageComponent {
		l = s.request.mine // because it follows privately
	}
	return s.refusals.apology(l, out.err)
}

// send calls f with a deadline of its own, so that the reply is sent even if the context
// of the work has ended.
func (s serving) send(ctx context.Context, step string, within time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	begin := time.Now()
	err := f(ctx)
	s.meter.Replied(step, time.Since(begin))
	s.record.sent(step, err)
	return err
}

// logError logs an error that an operator should know, which is any but a refusal. The
// log never holds the question. Errors of one kind are at most one line a second.
func (s serving) logError(ctx context.Context, err error, what string) {
	if s.refusals.Has(err) {
		return
	}
	log := s.log
	switch {
	case errors.Is(err, ErrAnswered):
		s.troubles.Tell("answered", func(count int) {
			log.InfoContext(ctx, "left an interaction to the process that answered it first", "count", count)
		})
		return
	case errors.Is(err, ErrOverloaded): // they are turned away to protect the others
		s.troubles.Tell("overloaded", func(count int) {
			log.WarnContext(ctx, "questions were turned away", "error", err, "count", count)
		})
		return
	}
	attrs := []any{"command", s.request.name(), "guild", s.request.GuildID, "error", err}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, "stack", p.stack)
	}
	kind := strings.Join([]string{what, s.table.labelOf(s.request), outcome{err: err}.name(s.refusals)}, "/")
	s.troubles.Tell(kind, func(count int) {
		log.ErrorContext(ctx, what, append(attrs, "count", count)...)
	})
}

// count counts the interaction when it is over.
func (s serving) count(ctx context.Context) {
	outcome := s.record.outcome
	switch {
	case s.record.unsent:
		outcome = outcomeUndelivered
	case outcome == "":
		outcome = outcomeFailed // the handler panicked
	}
	kind := kindOf(s.request.Type)
	s.meter.Handled(s.table.labelOf(s.request), kind, outcome, s.record.first)
	s.log.DebugContext(ctx, "interaction handled", "command", s.request.name(), "kind", kind, "guild", s.request.GuildID,
		"outcome", outcome, "first_response", s.record.first, "took", time.Since(s.record.begun))
}

// speak chooses the language of the reply: the user's if only they see it, else the
// guild's.
func (s serving) speak(ctx context.Context, a Action) *locale.Language {
	r := s.request
	if r.GuildID != "" && r.GuildLocale != nil {
		s.settings.heard(corpus.GuildID(r.GuildID), string(*r.GuildLocale))
	}
	if a.onlyUser(r) {
		return r.mine
	}
	l := s.settings.PublicLanguage(ctx, r)
	if a.defersPrivately(r) { // it may depend on the settings that were just read
		return r.mine
	}
	return l
}
