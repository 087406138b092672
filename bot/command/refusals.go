package command

import (
	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// refusals lists the errors of commands that their users can mend, each with the phrase
// that tells them.
func refusals() []bot.Refusal {
	return []bot.Refusal{
		{Err: render.ErrLostQuestion, Phrase: locale.PhraseLostQuestion, Absent: true},
		{Err: render.ErrNoLongerAnswers, Phrase: locale.PhraseNoLongerAnswers},
		{Err: errNoAttachment, Phrase: locale.PhraseNoAttachment, Absent: true},
		{Err: errAmbiguous, Phrase: locale.PhraseAmbiguous},
		{Err: errDate, Phrase: locale.PhraseDateRefused},
		{Err: errSameSpeaker, Phrase: locale.PhraseSameTwice},
		{Err: errNoPicture, Phrase: locale.PhraseNoPicture},
		{Err: errLongForPicture, Phrase: locale.PhraseLongForPicture, Button: locale.LabelShare},
		{Err: errUnshowable, Phrase: locale.PhraseUnshowable, Button: locale.LabelShare},
		{Err: errNoWords, Phrase: locale.PhraseNoWords, Absent: true},
		{Err: errDatesTurned, Phrase: locale.PhraseDatesTurned},
		{Err: errNoSuchSource, Phrase: locale.PhraseNoSourceHere},
		{Err: corpus.ErrNoTopic, Phrase: locale.PhraseNoTopic},
		{Err: corpus.ErrNoWatch, Phrase: locale.PhraseNoWatch},
		{Err: corpus.ErrWatches, Phrase: locale.PhraseWatches, With: locale.With{"own": corpus.MaxUserWatches, "all": corpus.MaxGuildWatches}},
		{Err: corpus.ErrEmptyQuestion, Phrase: locale.PhraseEmptyQuestion, Absent: true},
		{Err: corpus.ErrLongQuestion, Phrase: locale.PhraseLongQuestion, With: locale.With{"limit": render.MaxQuestion}},
		{Err: corpus.ErrUnreadable, Phrase: locale.PhraseUnreadable},
		{Err: corpus.ErrUnknownSpeaker, Phrase: locale.PhraseUnknownSpeaker},
		{Err: corpus.ErrQuery, Phrase: locale.PhraseQuery},
		{Err: corpus.ErrNoSource, Phrase: locale.PhraseNoSource},
		{Err: corpus.ErrSourceName, Phrase: locale.PhraseSourceName},
		{Err: corpus.ErrName, Phrase: locale.PhraseBadName},
		{Err: corpus.ErrSourceThere, Phrase: locale.PhraseSourceThere},
		{Err: corpus.ErrInterval, Phrase: locale.PhraseInterval},
		{Err: corpus.ErrNotRefreshed, Phrase: locale.PhraseNotRefreshed},
		{Err: corpus.ErrOperatorOnly, Phrase: locale.PhraseOperatorOnly},
		{Err: corpus.ErrSettings, Phrase: locale.PhraseBadSettings},
		{Err: corpus.ErrNoArticle, Phrase: locale.PhraseNoArticle},
		{Err: corpus.ErrNoStatement, Phrase: locale.PhraseNoStatement},
		{Err: corpus.ErrNoSpeaker, Phrase: locale.PhraseNoLongerAnswers},
		{Err: corpus.ErrNoCorrection, Phrase: locale.PhraseNoCorrection},
		{Err: corpus.ErrNoFlag, Phrase: locale.PhraseNoFlag},
		{Err: corpus.ErrNotWaiting, Phrase: locale.PhraseNotWaiting},
		{Err: corpus.ErrTooMany, Phrase: locale.PhraseTooMany},
		{Err: corpus.ErrBusy, Phrase: locale.PhraseBusy},
		{Err: corpus.ErrLocation, Phrase: locale.PhraseLocation},
		{Err: corpus.ErrUnsafeAddress, Phrase: locale.PhraseUnsafeAddress},
		{Err: corpus.ErrRobots, Phrase: locale.PhraseRobots},
		{Err: corpus.ErrGone, Phrase: locale.PhraseGone},
		{Err: corpus.ErrRefused, Phrase: locale.PhraseRefused},
		{Err: corpus.ErrUnreachable, Phrase: locale.PhraseUnreachable},
		{Err: corpus.ErrTooLarge, Phrase: locale.PhraseTooLarge, With: locale.With{"limit": corpus.MaxText >> 20, "page": corpus.MaxPageText >> 10}},
		{Err: corpus.ErrNotText, Phrase: locale.PhraseNotText},
		{Err: corpus.ErrNoText, Phrase: locale.PhraseNoText},
		{Err: corpus.ErrNotHeld, Phrase: locale.PhraseNotHeld},
		{Err: corpus.ErrFilling, Phrase: locale.PhraseFilling},
		{Err: corpus.ErrNotFeed, Phrase: locale.PhraseNotFeed},
		{Err: corpus.ErrNotSitemap, Phrase: locale.PhraseNotSitemap},
	}
}
