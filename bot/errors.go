package bot

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// ErrSetUp is wrapped by errors that a person must mend in the bot's set-up before it can
// run, such as a token that Discord refuses. To start again is of no use before that.
var ErrSetUp = errors.New("the set-up is wrong")

// ErrGone is wrapped by a door's error if the message to be edited, or its interaction,
// no longer exists. To try again is of no use.
var ErrGone = errors.New("the message is gone")

// ErrAnswered is wrapped by a door's error if another process has sent the first
// response, because Discord sent the interaction to it, too. This process must not reply
// any more.
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

// panicError holds the value that a handler panicked with.
type panicError struct {
	value any
	stack string
}

func newPanicError(value any) *panicError {
	return &panicError{value: value, stack: string(debug.Stack())}
}

// Error names the value that the handler panicked with.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }
