package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"verbatim/corpus"
)

// ErrSetUp says that a person must mend the bot's set-up before it can run, such
// as a token that Discord refuses. Starting again is of no use before that.
var ErrSetUp = errors.New("the set-up is wrong")

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
	errUnread          = errors.New("the interaction is of a kind that this version does not understand")
)

// refusal is an error that only its user can mend, or of which they need not
// know more, with the words for it. It is not logged.
type refusal struct {
	err    error
	phrase phrase
	with   with   // what stands in its places
	button phrase // that stands in its place called button
}

// words are what a user reads of the refusal.
func (r refusal) words(l *language) string {
	if r.button == "" {
		return l.say(r.phrase, r.with)
	}
	return l.say(r.phrase, r.with, with{"button": l.say(r.button)})
}

// refusals lists them; of an error that is several, the first tells.
func refusals() []refusal {
	return []refusal{
		{err: errUnknown, phrase: wordsUnknown},
		{err: errUnread, phrase: wordsUnread},
		{err: errClosing, phrase: wordsClosing},
		{err: errInterrupted, phrase: wordsInterrupted},
		{err: errLostQuestion, phrase: wordsLostQuestion},
		{err: errNoLongerAnswers, phrase: wordsNoLongerAnswers},
		{err: errNoGuild, phrase: wordsNoGuild},
		{err: errNotModerator, phrase: wordsNotModerator},
		{err: errNoAttachment, phrase: wordsNoAttachment},
		{err: errAmbiguous, phrase: wordsAmbiguous},
		{err: errUnwritable, phrase: wordsUnwritable},
		{err: errDate, phrase: wordsDateRefused},
		{err: errSameSpeaker, phrase: wordsSameTwice},
		{err: errNoPicture, phrase: wordsNoPicture},
		{err: errLongForPicture, phrase: wordsLongForPicture, button: labelShare},
		{err: errUnshowable, phrase: wordsUnshowable, button: labelShare},
		{err: errNoWords, phrase: wordsNoWords},
		{err: errTooFast, phrase: wordsManyRequests},
		{err: errGuildTooFast, phrase: wordsGuildBusy},
		{err: errDatesTurned, phrase: wordsDatesTurned},
		{err: errNoSuchSource, phrase: wordsNoSourceHere},
		{err: errNoDirect, phrase: wordsNoDirect},
		{err: corpus.ErrNoTopic, phrase: wordsNoTopic},
		{err: corpus.ErrNoWatch, phrase: wordsNoWatch},
		{err: corpus.ErrWatches, phrase: wordsWatches, with: with{"own": corpus.MaxUserWatches, "all": corpus.MaxGuildWatches}},
		{err: corpus.ErrEmptyQuestion, phrase: wordsEmptyQuestion},
		{err: corpus.ErrLongQuestion, phrase: wordsLongQuestion, with: with{"limit": maxQuestion}},
		{err: corpus.ErrUnreadable, phrase: wordsUnreadable},
		{err: corpus.ErrUnknownSpeaker, phrase: wordsUnknownSpeaker},
		{err: corpus.ErrQuery, phrase: wordsQuery},
		{err: corpus.ErrNoSource, phrase: wordsNoSource},
		{err: corpus.ErrSourceName, phrase: wordsSourceName},
		{err: corpus.ErrName, phrase: wordsBadName},
		{err: corpus.ErrSourceThere, phrase: wordsSourceThere},
		{err: corpus.ErrInterval, phrase: wordsInterval},
		{err: corpus.ErrNotRefreshed, phrase: wordsNotRefreshed},
		{err: corpus.ErrOperatorOnly, phrase: wordsOperatorOnly},
		{err: corpus.ErrSettings, phrase: wordsBadSettings},
		{err: corpus.ErrNoArticle, phrase: wordsNoArticle},
		{err: corpus.ErrNoStatement, phrase: wordsNoStatement},
		{err: corpus.ErrNoSpeaker, phrase: wordsNoLongerAnswers},
		{err: corpus.ErrNoCorrection, phrase: wordsNoCorrection},
		{err: corpus.ErrNoFlag, phrase: wordsNoFlag},
		{err: corpus.ErrNotWaiting, phrase: wordsNotWaiting},
		{err: corpus.ErrTooMany, phrase: wordsTooMany},
		{err: corpus.ErrBusy, phrase: wordsBusy},
		{err: corpus.ErrLocation, phrase: wordsLocation},
		{err: corpus.ErrUnsafeAddress, phrase: wordsUnsafeAddress},
		{err: corpus.ErrRobots, phrase: wordsRobots},
		{err: corpus.ErrGone, phrase: wordsGone},
		{err: corpus.ErrRefused, phrase: wordsRefused},
		{err: corpus.ErrUnreachable, phrase: wordsUnreachable},
		{err: corpus.ErrTooLarge, phrase: wordsTooLarge, with: with{"limit": corpus.MaxText >> 20, "page": corpus.MaxPageText >> 10}},
		{err: corpus.ErrNotText, phrase: wordsNotText},
		{err: corpus.ErrNoText, phrase: wordsNoText},
		{err: corpus.ErrNotHeld, phrase: wordsNotHeld},
		{err: corpus.ErrFilling, phrase: wordsFilling},
		{err: corpus.ErrNotFeed, phrase: wordsNotFeed},
		{err: corpus.ErrNotSitemap, phrase: wordsNotSitemap},
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
func words(l *language, err error) string {
	for _, r := range refusals() {
		if errors.Is(err, r.err) {
			return r.words(l)
		}
	}
	if errors.Is(err, errOverloaded) {
		return l.say(wordsOverloaded)
	}
	if errors.Is(err, corpus.ErrAway) {
		return l.say(wordsAway)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return l.say(wordsTooSlow)
	}
	if errors.Is(err, context.Canceled) {
		return l.say(wordsClosing)
	}
	return l.say(wordsFailed)
}

// apology is the private reply that says what went wrong.
func apology(l *language, err error) Reply {
	return Reply{Content: words(l, err), Private: true}
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
