package locale

import "verbatim/corpus"

// Texts about watches.
const (
	PhraseNoTopic   Phrase = "say.no-topic"
	PhraseNoWatch   Phrase = "say.no-watch"
	PhraseNoWatches Phrase = "say.no-watches"
	PhraseNoDirect  Phrase = "say.no-direct"
	PhraseToYou     Phrase = "say.to-you"
	PhraseWatches   Phrase = "say.many-watches"
)

// Phrases with places.
const (
	phraseWatching     Phrase = "say.watching"
	phraseHere         Phrase = "say.watched-here"
	phraseUnwatched    Phrase = "say.unwatched"
	phraseToChannel    Phrase = "say.to-channel"
	phraseBySpeaker    Phrase = "say.by-speaker"
	phraseBySpeakerOn  Phrase = "say.by-speaker-on"
	phraseOnTopic      Phrase = "say.on-topic"
	phraseNew          Phrase = "say.new-found"
	phraseMoreFound    Phrase = "say.more-found"
	phraseForgottenYou Phrase = "say.forgotten-you"
	phraseNothingKept  Phrase = "say.nothing-kept"
)

// Watching confirms a new watch.
func Watching(l *Language, what, where string) string {
	return l.Say(phraseWatching, With{"what": what, "where": where, "most": corpus.MaxWatchDay})
}

// WatchedHere is the first message to a channel or a person that will get posts.
func WatchedHere(l *Language, what string) string { return l.Say(phraseHere, With{"what": what}) }

// Unwatched says that a watch was ended.
func Unwatched(l *Language, what string) string {
	return l.Say(phraseUnwatched, With{"what": what})
}

// ForgottenYou says how many watches of a user were deleted.
func ForgottenYou(l *Language, watches int) string {
	if watches == 0 {
		return l.Say(phraseNothingKept)
	}
	return l.Count(phraseForgottenYou, watches)
}

// ToChannel says that a channel gets the posts.
func ToChannel(l *Language, mention string) string {
	return l.Say(phraseToChannel, With{"channel": mention})
}

// Watched returns the subject of a watch.
func Watched(l *Language, speaker, topic string) string {
	switch {
	case speaker == "":
		return l.Say(phraseOnTopic, With{"topic": topic})
	case topic == "":
		return l.Say(phraseBySpeaker, With{"speaker": speaker})
	}
	return l.Say(phraseBySpeakerOn, With{"speaker": speaker, "topic": topic})
}

// NewFound is the heading of a post of a watch.
func NewFound(l *Language, what string) string { return l.Say(phraseNew, With{"what": what}) }

// MoreFound says how many more statements a watch found.
func MoreFound(l *Language, n int) string { return l.Count(phraseMoreFound, n) }
