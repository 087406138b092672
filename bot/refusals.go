package bot

import (
	"context"
	"errors"
	"slices"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Refusal is an error that only the user can mend, or that they need not know in detail,
// with the phrase that tells them. It is not logged.
type Refusal struct {
	Err    error
	Phrase locale.Phrase
	With   locale.With   // fills the phrase's places
	Button locale.Phrase // fills the place called button
	Absent bool          // something was missing in the interaction, perhaps because it was not understood
}

// words returns the text for the user.
func (r Refusal) words(l *locale.Language) string {
	if r.Button == "" {
		return l.Say(r.Phrase, r.With)
	}
	return l.Say(r.Phrase, r.With, locale.With{"button": l.Say(r.Button)})
}

// Refusals turns errors into text for people. If an error wraps several of them, the
// first one counts.
type Refusals []Refusal

// NewRefusals returns the engine's own refusals, followed by those of the commands.
func NewRefusals(ofCommands []Refusal) Refusals {
	return slices.Concat(Refusals{
		{Err: errUnknown, Phrase: locale.PhraseUnknown},
		{Err: errUnread, Phrase: locale.PhraseUnread},
		{Err: errClosing, Phrase: locale.PhraseClosing},
		{Err: errInterrupted, Phrase: locale.PhraseInterrupted},
		{Err: errNoGuild, Phrase: locale.PhraseNoGuild},
		{Err: errNotModerator, Phrase: locale.PhraseNotModerator},
		{Err: ErrUnwritable, Phrase: locale.PhraseUnwritable},
		{Err: errTooFast, Phrase: locale.PhraseManyRequests},
		{Err: errGuildTooFast, Phrase: locale.PhraseGuildBusy},
		{Err: errNoDirect, Phrase: locale.PhraseNoDirect},
	}, ofCommands)
}

// Has reports whether err is nil or a refusal. An operator need not hear of either.
func (all Refusals) Has(err error) bool {
	_, refused := all.find(err)
	return refused || err == nil
}

func (all Refusals) find(err error) (Refusal, bool) {
	for _, r := range all {
		if errors.Is(err, r.Err) {
			return r, true
		}
	}
	return Refusal{}, false
}

// Words returns the text that a user reads of an error.
func (all Refusals) Words(l *locale.Language, err error) string {
	if r, refused := all.find(err); refused {
		return r.words(l)
	}
	switch {
	case errors.Is(err, ErrOverloaded):
		return l.Say(locale.PhraseOverloaded)
	case errors.Is(err, corpus.ErrOutage):
		return l.Say(locale.PhraseAway)
	case errors.Is(err, context.DeadlineExceeded):
		return l.Say(locale.PhraseTooSlow)
	case errors.Is(err, context.Canceled):
		return l.Say(locale.PhraseClosing)
	}
	return l.Say(locale.PhraseFailed)
}

// because returns why there is no reply to r. If r was only understood in part, then what
// seems to be missing may be the part that was not understood.
func (all Refusals) because(r *Request, err error) error {
	if !r.partial {
		return err
	}
	for _, refused := range all {
		if refused.Absent && errors.Is(err, refused.Err) {
			return errUnread
		}
	}
	return err
}

// apology returns the private reply that says what went wrong.
func (all Refusals) apology(l *locale.Language, err error) Reply {
	return Reply{Content: all.Words(l, err), Private: true}
}
