package bot

import (
	"fmt"
	"strconv"

	"verbatim/corpus"
)

// Names and descriptions of what asks for quotes, and of its options.
const (
	nameQuote    = "quote"
	nameCompare  = "compare"
	nameTimeline = "timeline"
	nameSpeakers = "speakers"
	nameFind     = "Find quotes"
	nameFirst    = "a"
	nameSecond   = "b"
	nameKind     = "kind"
	nameSince    = "since"
	nameUntil    = "until"

	descQuote      = "What somebody is reported as saying, the newest first, or on a topic the best first"
	descCompare    = "Two speakers side by side on one topic, statement against statement"
	descTimeline   = "Who is reported as saying what on a topic, in the order in which it was published"
	descSpeakers   = "Who speaks in this corpus, and how often"
	descWhose      = "Whose statements to show"
	descFirst      = "The first speaker"
	descSecond     = "The second speaker"
	descKind       = "Only statements of this kind"
	descSince      = "Only what was published on this day or after it, like 2006-01-02"
	descUntil      = "Only what was published on this day or before it, like 2006-01-02"
	descOnlySource = "Only what this source published"

	labelTopic    = "Topic:"
	labelMessage  = "Message:"
	labelAsked    = "Asked for:"
	labelDirect   = "all in quotation marks"
	labelIndirect = "without quotation marks"
	labelMixed    = "partly in quotation marks"
	labelNarrated = "the article’s own words"

	labelContext    = "Context"
	labelMoreBy     = "More by this speaker"
	labelShare      = "Share"
	labelPickWhich  = "Which of the statements?"
	labelPickWho    = "Which of the speakers?"
	wordsWhichOne   = "Several statements stand on that page. Which of them?"
	wordsWhichName  = "Several speakers stand on that page. Which of them?"
	wordsDenial     = "A denial in the same article"
	wordsShortened  = "shortened; “" + labelContext + "” shows all of it"
	wordsNoneOf     = "Nothing that can be shown is attributed to this speaker for certain in the corpus."
	wordsNoneOnTime = "Nothing in the corpus bears on this topic."
	wordsNoneBears  = "Nothing in the corpus bears on this message."
	wordsNoSpeakers = "Nobody is named for certain as speaking there."
	wordsNoVerdict  = "Which of them is right is not for the bot to say: read the sources."
	wordsNoWords    = "There are no words in that message that could be searched for."
	wordsSameTwice  = "That is the same speaker twice. Please choose two."

	wordsDateRefused    = "That is no day of the calendar. A day is written like 2006-01-02: year, month, day."
	wordsDatesTurned    = "The day after “since” comes later than the one after “until”, so that nothing lies between them. Please swap them."
	wordsNoSourceHere   = "Nothing is read from a source of that name here. Please choose one of those that appear while you type."
	wordsManyRequests   = "That is a little fast for me: please try again in a few seconds."
	wordsGuildBusy      = "Many people in this server ask just now. Please try again in a few seconds."
	wordsOverloaded     = "So many questions are being answered just now that yours was not begun. Please try again in a moment."
	wordsContextAround  = "before and after it in the article"
	wordsPositions      = "How often they speak says how often these articles quote them, and no more."
	wordsSpeakerCertain = "Counted is what is attributed to them for certain."
)

// wordsNoneBy says that one of two speakers is not quoted on a topic.
func wordsNoneBy(speaker string) string {
	return "Nothing by " + bold + clip(speaker, roomName) + bold + " on this topic is in the corpus."
}

// wordsSpoken says how many statements somebody has.
func wordsSpoken(s corpus.SpeakerCount) string {
	if s.Statements == 1 {
		return "1 statement"
	}
	return strconv.Itoa(s.Statements) + " statements"
}

// wordsInArticles says what the counts are out of.
func wordsInArticles(n int) string {
	if n == 1 {
		return "In the one article of this corpus."
	}
	return fmt.Sprintf("In %d articles of this corpus.", n)
}
