package bot

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
)

// The outcomes of interactions, as a Meter is told them.
const (
	outcomeAnswered    = "answered"
	outcomeNothing     = "nothing"     // the corpus has no answer
	outcomeRefused     = "refused"     // the user was told what they can mend
	outcomeLimited     = "limited"     // there were too many interactions
	outcomeClosing     = "closing"     // the bot shuts down
	outcomeAway        = "away"        // the command needs the store, which cannot be reached
	outcomeLate        = "late"        // it took too long
	outcomeFailed      = "failed"      // the log has the error
	outcomeUndelivered = "undelivered" // the last message did not arrive
)

// outcome is the result of a handler.
type outcome struct {
	reply Reply
	err   error
}

// name returns the name of the outcome.
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

// because returns the outcome with the cause of the cancellation, if the cancellation
// ended the work.
func (o outcome) because(ctx context.Context) outcome {
	if cause := context.Cause(ctx); cause != nil && errors.Is(o.err, context.Canceled) {
		o.err = cause
	}
	return o
}

// stopSoon bounds how long stopped waits if a user waits too. It is less than a door
// leaves for its last replies when it closes.
const stopSoon = 200 * time.Millisecond

// stopped returns the outcome of work that was told to stop.
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
