package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"verbatim/corpus"
)

// What a user is told rather than an operator, beside what corpus says can be
// wrong with a question.
var (
	errUnknown         = errors.New("no such command")
	errForbidden       = errors.New("the member lacks a permission")
	errClosing         = errors.New("the bot is shutting down")
	errLostQuestion    = errors.New("the message does not hold its question")
	errNoLongerAnswers = errors.New("the answers have changed since")
)

// refusals maps the errors that only their user can mend, or need not know more
// of, to the words for them. They are not logged.
func refusals() map[error]string {
	return map[error]string{
		errUnknown:               wordsUnknown,
		errForbidden:             wordsForbidden,
		errClosing:               wordsClosing,
		errLostQuestion:          wordsLostQuestion,
		errNoLongerAnswers:       wordsNoLongerAnswers,
		corpus.ErrEmptyQuestion:  wordsEmptyQuestion,
		corpus.ErrLongQuestion:   wordsLongQuestion(maxQuestion),
		corpus.ErrUnreadable:     wordsUnreadable,
		corpus.ErrUnknownSpeaker: wordsUnknownSpeaker,
		corpus.ErrQuery:          wordsQuery,
	}
}

// isRefusal reports whether err is nothing that an operator must hear of.
func isRefusal(err error) bool {
	for refusal := range refusals() {
		if errors.Is(err, refusal) {
			return true
		}
	}
	return err == nil
}

// words is the one place that turns an error into words for people.
func words(err error) string {
	for refusal, words := range refusals() {
		if errors.Is(err, refusal) {
			return words
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return wordsTooSlow
	}
	if errors.Is(err, context.Canceled) {
		return wordsClosing
	}
	return wordsFailed
}

// apology is the private reply that says what went wrong.
func apology(err error) Reply {
	return Reply{Content: words(err), Private: true}
}

// panicError is a handler's panic.
type panicError struct {
	value any
	stack string
}

func newPanicError(value any) *panicError {
	return &panicError{value: value, stack: string(debug.Stack())}
}

// Error names what the handler panicked with.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }
