package bot

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// ErrSetUp says that a person must mend the bot's set-up before it can run, such
// as a token that Discord refuses. Starting again is of no use before that.
var ErrSetUp = errors.New("the set-up is wrong")

// ErrGone is what a door's errors wrap where the message that was to be edited,
// or its interaction, is no more: there is nothing left to try.
var ErrGone = errors.New("the message is gone")

// ErrAnswered is what a door's errors wrap where somebody else has sent the first
// response: another process to which Discord has sent the interaction too. There
// is nothing left to say about it.
var ErrAnswered = errors.New("another process has answered")

// Why an interaction is not answered, beside what its command refuses.
var (
	errUnknown      = errors.New("no such command")
	errUnread       = errors.New("the interaction is of a kind that this version does not understand")
	errClosing      = errors.New("the bot is shutting down")
	errInterrupted  = errors.New("interrupted because the bot closes")
	errNoGuild      = errors.New("there is no server here")
	errNotModerator = errors.New("the member does not moderate the corpus")
	ErrUnwritable   = errors.New("the bot may not write in that channel")
	errNoDirect     = errors.New("the bot may not write to that user")
	errTooFast      = errors.New("the user is too fast")
	errGuildTooFast = errors.New("the guild's members are too fast")
	ErrOverloaded   = errors.New("too many searches at once")
)

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
