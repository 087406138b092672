package locale

import "verbatim/corpus"

// Watches: what people are told of without asking each time.
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

// Watching says what a new watch does.
func Watching(l *Language, what, where string) string {
	return l.Say(phraseWatching, With{"what": what, "where": where, "most": corpus.MaxWatchDay})
}

// WatchedHere greets a channel, or a person, that will be told.
func WatchedHere(l *Language, what string) string { return l.Say(phraseHere, With{"what": what}) }

func Unwatched(l *Language, what string) string {
	return l.Say(phraseUnwatched, With{"what": what})
}

// ForgottenYou says how many watches of a user are gone.
func ForgottenYou(l *Language, watches int) string {
	if watches == 0 {
		return l.Say(phraseNothingKept)
	}
	return l.Count(phraseForgottenYou, watches)
}

// ToChannel says that a channel is told.
func ToChannel(l *Language, mention string) string {
	return l.Say(phraseToChannel, With{"channel": mention})
}

// Watched names what a watch is for.
func Watched(l *Language, speaker, topic string) string {
	switch {
	case speaker == "":
		return l.Say(phraseOnTopic, With{"topic": topic})
	case topic == "":
		return l.Say(phraseBySpeaker, With{"speaker": speaker})
	}
	return l.Say(phraseBySpeakerOn, With{"speaker": speaker, "topic": topic})
}

func NewFound(l *Language, what string) string { return l.Say(phraseNew, With{"what": what}) }

func MoreFound(l *Language, n int) string { return l.Count(phraseMoreFound, n) }
