package bot

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
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

// outcome is what a command's handler came to.
type outcome struct {
	reply Reply
	err   error
}

// name is the name of what a handler came to.
func (o outcome) name(all Refusals) string {
	err := o.err
	switch {
	case err == nil && o.reply.Nothing:
		return outcomeNothing
	case err == nil:
		return outcomeAnswered
	case errors.Is(err, errTooFast), errors.Is(err, errGuildTooFast), errors.Is(err, ErrOverloaded):
		return outcomeLimited
	case errors.Is(err, errClosing), errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return outcomeClosing
	case all.Has(err):
		return outcomeRefused
	case errors.Is(err, corpus.ErrOutage):
		return outcomeAway
	case errors.Is(err, context.DeadlineExceeded):
		return outcomeLate
	}
	return outcomeFailed
}

// because is the outcome with why the work was told to stop, where that is what
// ended it.
func (o outcome) because(ctx context.Context) outcome {
	if cause := context.Cause(ctx); cause != nil && errors.Is(o.err, context.Canceled) {
		o.err = cause
	}
	return o
}

// stopSoon bounds how long stopped waits if a user waits too. It is less than a door
// leaves for its last replies when it closes.
const stopSoon = 200 * time.Millisecond

// stopped is what work came to that was told to stop.
func stopped(ctx context.Context, done chan outcome, within time.Duration) outcome {
	limit := time.NewTimer(within)
	defer limit.Stop()
	select {
	case out := <-done:
		return out.because(ctx)
	case <-limit.C:
		return outcome{err: context.Cause(ctx)}
	}
}
