package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"verbatim/bot/locale"
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
	phrase locale.Phrase
	with   locale.With   // what stands in its places
	button locale.Phrase // that stands in its place called button
}

// words are what a user reads of the refusal.
func (r refusal) words(l *locale.Language) string {
	if r.button == "" {
		return l.Say(r.phrase, r.with)
	}
	return l.Say(r.phrase, r.with, locale.With{"button": l.Say(r.button)})
}

// refusals lists them; of an error that is several, the first tells.
func refusals() []refusal {
	return []refusal{
		{err: errUnknown, phrase: locale.PhraseUnknown},
		{err: errUnread, phrase: locale.PhraseUnread},
		{err: errClosing, phrase: locale.PhraseClosing},
		{err: errInterrupted, phrase: locale.PhraseInterrupted},
		{err: errLostQuestion, phrase: locale.PhraseLostQuestion},
		{err: errNoLongerAnswers, phrase: locale.PhraseNoLongerAnswers},
		{err: errNoGuild, phrase: locale.PhraseNoGuild},
		{err: errNotModerator, phrase: locale.PhraseNotModerator},
		{err: errNoAttachment, phrase: locale.PhraseNoAttachment},
		{err: errAmbiguous, phrase: locale.PhraseAmbiguous},
		{err: errUnwritable, phrase: locale.PhraseUnwritable},
		{err: errDate, phrase: locale.PhraseDateRefused},
		{err: errSameSpeaker, phrase: locale.PhraseSameTwice},
		{err: errNoPicture, phrase: locale.PhraseNoPicture},
		{err: errLongForPicture, phrase: locale.PhraseLongForPicture, button: locale.LabelShare},
		{err: errUnshowable, phrase: locale.PhraseUnshowable, button: locale.LabelShare},
		{err: errNoWords, phrase: locale.PhraseNoWords},
		{err: errTooFast, phrase: locale.PhraseManyRequests},
		{err: errGuildTooFast, phrase: locale.PhraseGuildBusy},
		{err: errDatesTurned, phrase: locale.PhraseDatesTurned},
		{err: errNoSuchSource, phrase: locale.PhraseNoSourceHere},
		{err: errNoDirect, phrase: locale.PhraseNoDirect},
		{err: corpus.ErrNoTopic, phrase: locale.PhraseNoTopic},
		{err: corpus.ErrNoWatch, phrase: locale.PhraseNoWatch},
		{err: corpus.ErrWatches, phrase: locale.PhraseWatches, with: locale.With{"own": corpus.MaxUserWatches, "all": corpus.MaxGuildWatches}},
		{err: corpus.ErrEmptyQuestion, phrase: locale.PhraseEmptyQuestion},
		{err: corpus.ErrLongQuestion, phrase: locale.PhraseLongQuestion, with: locale.With{"limit": maxQuestion}},
		{err: corpus.ErrUnreadable, phrase: locale.PhraseUnreadable},
		{err: corpus.ErrUnknownSpeaker, phrase: locale.PhraseUnknownSpeaker},
		{err: corpus.ErrQuery, phrase: locale.PhraseQuery},
		{err: corpus.ErrNoSource, phrase: locale.PhraseNoSource},
		{err: corpus.ErrSourceName, phrase: locale.PhraseSourceName},
		{err: corpus.ErrName, phrase: locale.PhraseBadName},
		{err: corpus.ErrSourceThere, phrase: locale.PhraseSourceThere},
		{err: corpus.ErrInterval, phrase: locale.PhraseInterval},
		{err: corpus.ErrNotRefreshed, phrase: locale.PhraseNotRefreshed},
		{err: corpus.ErrOperatorOnly, phrase: locale.PhraseOperatorOnly},
		{err: corpus.ErrSettings, phrase: locale.PhraseBadSettings},
		{err: corpus.ErrNoArticle, phrase: locale.PhraseNoArticle},
		{err: corpus.ErrNoStatement, phrase: locale.PhraseNoStatement},
		{err: corpus.ErrNoSpeaker, phrase: locale.PhraseNoLongerAnswers},
		{err: corpus.ErrNoCorrection, phrase: locale.PhraseNoCorrection},
		{err: corpus.ErrNoFlag, phrase: locale.PhraseNoFlag},
		{err: corpus.ErrNotWaiting, phrase: locale.PhraseNotWaiting},
		{err: corpus.ErrTooMany, phrase: locale.PhraseTooMany},
		{err: corpus.ErrBusy, phrase: locale.PhraseBusy},
		{err: corpus.ErrLocation, phrase: locale.PhraseLocation},
		{err: corpus.ErrUnsafeAddress, phrase: locale.PhraseUnsafeAddress},
		{err: corpus.ErrRobots, phrase: locale.PhraseRobots},
		{err: corpus.ErrGone, phrase: locale.PhraseGone},
		{err: corpus.ErrRefused, phrase: locale.PhraseRefused},
		{err: corpus.ErrUnreachable, phrase: locale.PhraseUnreachable},
		{err: corpus.ErrTooLarge, phrase: locale.PhraseTooLarge, with: locale.With{"limit": corpus.MaxText >> 20, "page": corpus.MaxPageText >> 10}},
		{err: corpus.ErrNotText, phrase: locale.PhraseNotText},
		{err: corpus.ErrNoText, phrase: locale.PhraseNoText},
		{err: corpus.ErrNotHeld, phrase: locale.PhraseNotHeld},
		{err: corpus.ErrFilling, phrase: locale.PhraseFilling},
		{err: corpus.ErrNotFeed, phrase: locale.PhraseNotFeed},
		{err: corpus.ErrNotSitemap, phrase: locale.PhraseNotSitemap},
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
func words(l *locale.Language, err error) string {
	for _, r := range refusals() {
		if errors.Is(err, r.err) {
			return r.words(l)
		}
	}
	if errors.Is(err, errOverloaded) {
		return l.Say(locale.PhraseOverloaded)
	}
	if errors.Is(err, corpus.ErrOutage) {
		return l.Say(locale.PhraseAway)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return l.Say(locale.PhraseTooSlow)
	}
	if errors.Is(err, context.Canceled) {
		return l.Say(locale.PhraseClosing)
	}
	return l.Say(locale.PhraseFailed)
}

// apology is the private reply that says what went wrong.
func apology(l *locale.Language, err error) Reply {
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
