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
	errClosing         = errors.New("the bot is shutting down")
	errLostQuestion    = errors.New("the message does not hold its question")
	errNoLongerAnswers = errors.New("the answers have changed since")
	errNoGuild         = errors.New("there is no server here")
	errNotModerator    = errors.New("the member does not moderate the corpus")
	errInterrupted     = errors.New("interrupted because the bot closes")
	errNoAttachment    = errors.New("the attachment did not come along")
	errAmbiguous       = errors.New("several articles begin like that")
	errUnwritable      = errors.New("the bot may not write in that channel")
	errNoDirect        = errors.New("the bot may not write to that user")
	errTooLarge        = errors.New("larger than what Discord takes")
)

// refusal is an error that only its user can mend, or of which they need not
// know more, with the words for it. It is not logged.
type refusal struct {
	err   error
	words string
}

// refusals lists them; of an error that is several, the first tells.
func refusals() []refusal {
	return []refusal{
		{errUnknown, wordsUnknown},
		{errClosing, wordsClosing},
		{errInterrupted, wordsInterrupted},
		{errLostQuestion, wordsLostQuestion},
		{errNoLongerAnswers, wordsNoLongerAnswers},
		{errNoGuild, wordsNoGuild},
		{errNotModerator, wordsNotModerator},
		{errNoAttachment, wordsNoAttachment},
		{errAmbiguous, wordsAmbiguous},
		{errUnwritable, wordsUnwritable},
		{errDate, wordsDateRefused},
		{errSameSpeaker, wordsSameTwice},
		{errNoWords, wordsNoWords},
		{errTooFast, wordsManyRequests},
		{errGuildTooFast, wordsGuildBusy},
		{errDatesTurned, wordsDatesTurned},
		{errNoSuchSource, wordsNoSourceHere},
		{errNoDirect, wordsNoDirect},
		{corpus.ErrNoTopic, wordsNoTopic},
		{corpus.ErrNoWatch, wordsNoWatch},
		{corpus.ErrWatches, wordsWatches()},
		{corpus.ErrEmptyQuestion, wordsEmptyQuestion},
		{corpus.ErrLongQuestion, wordsLongQuestion(maxQuestion)},
		{corpus.ErrUnreadable, wordsUnreadable},
		{corpus.ErrUnknownSpeaker, wordsUnknownSpeaker},
		{corpus.ErrQuery, wordsQuery},
		{corpus.ErrNoSource, wordsNoSource},
		{corpus.ErrSourceName, wordsSourceName},
		{corpus.ErrName, wordsBadName},
		{corpus.ErrSourceThere, wordsSourceThere},
		{corpus.ErrInterval, wordsInterval},
		{corpus.ErrNotRefreshed, wordsNotRefreshed},
		{corpus.ErrOperatorOnly, wordsOperatorOnly},
		{corpus.ErrSettings, wordsBadSettings},
		{corpus.ErrNoArticle, wordsNoArticle},
		{corpus.ErrNoStatement, wordsNoStatement},
		{corpus.ErrNoSpeaker, wordsNoLongerAnswers},
		{corpus.ErrNoCorrection, wordsNoCorrection},
		{corpus.ErrNoFlag, wordsNoFlag},
		{corpus.ErrTooMany, wordsTooMany},
		{corpus.ErrBusy, wordsBusy},
		{corpus.ErrLocation, wordsLocation},
		{corpus.ErrUnsafeAddress, wordsUnsafeAddress},
		{corpus.ErrRobots, wordsRobots},
		{corpus.ErrGone, wordsGone},
		{corpus.ErrRefused, wordsRefused},
		{corpus.ErrUnreachable, wordsUnreachable},
		{corpus.ErrTooLarge, wordsTooLarge},
		{corpus.ErrNotText, wordsNotText},
		{corpus.ErrNoText, wordsNoText},
		{corpus.ErrNotFeed, wordsNotFeed},
		{corpus.ErrNotSitemap, wordsNotSitemap},
	}
}

// isRefusal reports whether err is nothing that an operator must hear of.
func isRefusal(err error) bool {
	for _, r := range refusals() {
		if errors.Is(err, r.err) {
			return true
		}
	}
	return err == nil
}

// words is the one place that turns an error into words for people.
func words(err error) string {
	for _, r := range refusals() {
		if errors.Is(err, r.err) {
			return r.words
		}
	}
	if errors.Is(err, errOverloaded) {
		return wordsOverloaded
	}
	if errors.Is(err, corpus.ErrAway) {
		return wordsAway
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
