package bot

import "verbatim/corpus"

// Watches: what people are told of without asking each time.
const (
	wordsNoTopic   phrase = "say.no-topic"
	wordsNoWatch   phrase = "say.no-watch"
	wordsNoWatches phrase = "say.no-watches"
	wordsNoDirect  phrase = "say.no-direct"
	wordsToYou     phrase = "say.to-you"
	wordsWatches   phrase = "say.many-watches"
)

// Phrases with places.
const (
	phraseWatching     phrase = "say.watching"
	phraseHere         phrase = "say.watched-here"
	phraseUnwatched    phrase = "say.unwatched"
	phraseToChannel    phrase = "say.to-channel"
	phraseBySpeaker    phrase = "say.by-speaker"
	phraseBySpeakerOn  phrase = "say.by-speaker-on"
	phraseOnTopic      phrase = "say.on-topic"
	phraseNew          phrase = "say.new-found"
	phraseMoreFound    phrase = "say.more-found"
	phraseForgottenYou phrase = "say.forgotten-you"
	wordsNothingKept   phrase = "say.nothing-kept"
)

// wordsWatching says what a new watch does.
func wordsWatching(l *language, what, where string) string {
	return l.say(phraseWatching, with{"what": what, "where": where, "most": corpus.MaxWatchDay})
}

// wordsHere greets a channel, or a person, that will be told.
func wordsHere(l *language, what string) string { return l.say(phraseHere, with{"what": what}) }

func wordsUnwatched(l *language, what string) string {
	return l.say(phraseUnwatched, with{"what": what})
}

// wordsForgottenYou says how many watches of a user are gone.
func wordsForgottenYou(l *language, watches int) string {
	if watches == 0 {
		return l.say(wordsNothingKept)
	}
	return l.count(phraseForgottenYou, watches)
}

// wordsToChannel says that a channel is told.
func wordsToChannel(l *language, mention string) string {
	return l.say(phraseToChannel, with{"channel": mention})
}

// wordsWatched names what a watch is for.
func wordsWatched(l *language, speaker, topic string) string {
	switch {
	case speaker == "":
		return l.say(phraseOnTopic, with{"topic": topic})
	case topic == "":
		return l.say(phraseBySpeaker, with{"speaker": speaker})
	}
	return l.say(phraseBySpeakerOn, with{"speaker": speaker, "topic": topic})
}

func wordsNew(l *language, what string) string { return l.say(phraseNew, with{"what": what}) }

func wordsMoreFound(l *language, n int) string { return l.count(phraseMoreFound, n) }
