package bot

import (
	"fmt"

	"verbatim/corpus"
)

// Watches: what people are told of without asking each time.
const (
	nameWatch        = "watch"
	descWatch        = "Be told of new statements on a topic, or by a speaker, when the sources bring them"
	nameUnwatch      = "unwatch"
	descUnwatch      = "End a watch"
	nameWatches      = "watches"
	descWatches      = "What you watch, and what this server’s channels are told of"
	nameTopic        = "topic"
	descTopic        = "What the statements are about"
	descWatchSpeaker = "Only what this speaker is reported as saying"
	nameWatchChannel = "channel"
	descWatchChannel = "A channel that is told, which moderators may choose; else you alone are, in a direct message"
	nameWatched      = "watch"
	descWatched      = "The watch that ends"
	nameForgetMe     = "forget-me"
	descForgetMe     = "Delete what the bot keeps of you: your watches, in all servers"

	wordsNoTopic   = "Please name a topic, a speaker, or both."
	wordsNoWatch   = "There is no such watch. /watches lists them."
	wordsNoWatches = "Nothing is watched here. /watch begins it."
	wordsNoDirect  = "The bot cannot send you direct messages. Please allow them from members of this server, and type it anew."
	wordsToYou     = "told to you"
)

// wordsWatches says that there are too many.
func wordsWatches() string {
	return fmt.Sprintf("There are as many watches as can be: %d of your own, %d in a server. /unwatch ends one.", corpus.MaxUserWatches, corpus.MaxGuildWatches)
}

// wordsWatching says what a new watch does.
func wordsWatching(what, where string) string {
	return fmt.Sprintf("From now on new statements on %s are %s, at most %d a day.", what, where, corpus.MaxWatchDay)
}

// wordsHere greets a channel, or a person, that will be told.
func wordsHere(what string) string { return "New statements on " + what + " will be posted here." }

func wordsUnwatched(what string) string { return "Ended: " + what + "." }

func wordsForgottenYou(watches int) string {
	switch watches {
	case 0:
		return "You watch nothing, and nothing else is kept of you but what you did to a server’s corpus, which its moderators need to know."
	case 1:
		return "Your watch is deleted. Nothing else is kept of you but what you did to a server’s corpus, which its moderators need to know."
	}
	return fmt.Sprintf("Your %d watches are deleted. Nothing else is kept of you but what you did to a server’s corpus, which its moderators need to know.", watches)
}

// wordsToChannel says that a channel is told.
func wordsToChannel(mention string) string { return "told to " + mention }

// wordsBySpeaker names what a watch is for, where it is a speaker.
func wordsBySpeaker(speaker, topic string) string {
	if topic == "" {
		return "what " + speaker + " says"
	}
	return "what " + speaker + " says on " + topic
}

func wordsNew(what string) string { return "New on " + what + ":" }

func wordsMoreFound(n int) string {
	return fmt.Sprintf("%d more were found. /ask shows them.", n)
}
