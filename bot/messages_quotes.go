package bot

// Names and descriptions of what asks for quotes, and of its options.
const (
	labelFind     phrase = "label.find" // what the entry of a message's menu is called
	labelTopic    phrase = "label.topic"
	labelMessage  phrase = "label.message"
	labelAsked    phrase = "label.asked"
	labelDirect   phrase = "label.direct"
	labelIndirect phrase = "label.indirect"
	labelMixed    phrase = "label.mixed"
	labelNarrated phrase = "label.narrated"

	labelContext    phrase = "label.context"
	labelMoreBy     phrase = "label.more-by"
	labelShare      phrase = "label.share"
	labelPicture    phrase = "label.picture"
	labelStatements phrase = "label.statements"
	labelWhoSpeaks  phrase = "label.who-speaks"
	wordsWhoOnTopic phrase = "say.who-on-topic" // of what was asked for, without naming it
	wordsOverTime   phrase = "say.over-time"    // the same
	wordsNoPicture  phrase = "say.no-picture"
	labelPickWhich  phrase = "label.pick-which"
	labelPickWho    phrase = "label.pick-who"
	wordsWhichOne   phrase = "say.which-one"
	wordsWhichName  phrase = "say.which-name"
	wordsDenial     phrase = "say.denial"
	wordsNoneOf     phrase = "say.none-of"
	wordsNoneOnTime phrase = "say.none-on-time"
	wordsNoneBears  phrase = "say.none-bears"
	wordsNoSpeakers phrase = "say.no-speakers"
	wordsNoVerdict  phrase = "say.no-verdict"
	wordsNoWords    phrase = "say.no-words"
	wordsSameTwice  phrase = "say.same-twice"

	wordsDateRefused    phrase = "say.date-refused"
	wordsDatesTurned    phrase = "say.dates-turned"
	wordsNoSourceHere   phrase = "say.no-source-here"
	wordsManyRequests   phrase = "say.many-requests"
	wordsGuildBusy      phrase = "say.guild-busy"
	wordsOverloaded     phrase = "say.overloaded"
	wordsPositions      phrase = "say.positions"
	wordsSpeakerCertain phrase = "say.speaker-certain"
)

// Phrases with places, which the functions below fill.
const (
	phraseShortened  phrase = "say.shortened"
	phraseNoneBy     phrase = "say.none-by"
	phraseInArticles phrase = "say.in-articles"
	phraseFirstAlone phrase = "say.first-alone"
	phraseUndated    phrase = "say.undated"
	// wordsLongForPicture and wordsUnshowable have the place "button", which
	// shows a private answer to everybody.
	wordsLongForPicture phrase = "say.long-for-picture"
	wordsUnshowable     phrase = "say.unshowable"
)

// wordsShortened says that a statement is not shown in full, and where it is.
func wordsShortened(l *language) string {
	return l.say(phraseShortened, with{"context": l.say(labelContext)})
}

// wordsNoneBy says that one of two speakers is not quoted on a topic.
func wordsNoneBy(l *language, speaker string) string {
	return l.say(phraseNoneBy, with{"speaker": bold + clip(speaker, roomName) + bold})
}

// wordsInArticles says what counts are out of.
func wordsInArticles(l *language, n int) string { return l.count(phraseInArticles, n) }

// wordsFirstAlone says that more was found than the first n, which are shown and
// counted.
func wordsFirstAlone(l *language, n int) string { return l.say(phraseFirstAlone, with{"limit": n}) }

// wordsUndated says how many have no known date, and so are not counted by it.
func wordsUndated(l *language, n int) string { return l.count(phraseUndated, n) }
