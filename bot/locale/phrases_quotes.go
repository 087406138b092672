package locale

import "verbatim/bot/markdown"

// Labels and texts of the commands that answer with quotes.
const (
	LabelFind     Phrase = "label.find" // the entry of a message's menu
	LabelTopic    Phrase = "label.topic"
	LabelMessage  Phrase = "label.message"
	LabelAsked    Phrase = "label.asked"
	LabelDirect   Phrase = "label.direct"
	LabelIndirect Phrase = "label.indirect"
	LabelMixed    Phrase = "label.mixed"
	LabelNarrated Phrase = "label.narrated"

	LabelContext     Phrase = "label.context"
	LabelMoreBy      Phrase = "label.more-by"
	LabelShare       Phrase = "label.share"
	LabelPicture     Phrase = "label.picture"
	LabelStatements  Phrase = "label.statements"
	LabelWhoSpeaks   Phrase = "label.who-speaks"
	PhraseWhoOnTopic Phrase = "say.who-on-topic" // the title of a chart, without the topic
	PhraseOverTime   Phrase = "say.over-time"    // the same
	PhraseNoPicture  Phrase = "say.no-picture"
	LabelPickWhich   Phrase = "label.pick-which"
	LabelPickWho     Phrase = "label.pick-who"
	PhraseWhichOne   Phrase = "say.which-one"
	PhraseWhichName  Phrase = "say.which-name"
	PhraseDenial     Phrase = "say.denial"
	PhraseNoneOf     Phrase = "say.none-of"
	PhraseNoneOnTime Phrase = "say.none-on-time"
	PhraseNoneBears  Phrase = "say.none-bears"
	PhraseNoSpeakers Phrase = "say.no-speakers"
	PhraseNoVerdict  Phrase = "say.no-verdict"
	PhraseNoWords    Phrase = "say.no-words"
	PhraseSameTwice  Phrase = "say.same-twice"

	PhraseDateRefused    Phrase = "say.date-refused"
	PhraseDatesTurned    Phrase = "say.dates-turned"
	PhraseNoSourceHere   Phrase = "say.no-source-here"
	PhraseManyRequests   Phrase = "say.many-requests"
	PhraseGuildBusy      Phrase = "say.guild-busy"
	PhraseOverloaded     Phrase = "say.overloaded"
	PhrasePositions      Phrase = "say.positions"
	PhraseSpeakerCertain Phrase = "say.speaker-certain"
)

// Phrases with places, which the functions below fill.
const (
	phraseShortened  Phrase = "say.shortened"
	phraseNoneBy     Phrase = "say.none-by"
	phraseInArticles Phrase = "say.in-articles"
	phraseFirstAlone Phrase = "say.first-alone"
	phraseUndated    Phrase = "say.undated"
	// PhraseLongForPicture and PhraseUnshowable have the place "button", the label of the
	// button that shows a private answer to everyone.
	PhraseLongForPicture Phrase = "say.long-for-picture"
	PhraseUnshowable     Phrase = "say.unshowable"
)

// Shortened says that a statement is not shown in full, and which button shows the rest.
func Shortened(l *Language) string {
	return l.Say(phraseShortened, With{"context": l.Say(LabelContext)})
}

// NoneBy says that there is no statement of one of two speakers on a topic.
func NoneBy(l *Language, speaker string) string {
	return l.Say(phraseNoneBy, With{"speaker": markdown.Bold + markdown.Clip(speaker, markdown.RoomName) + markdown.Bold})
}

// InArticles says in how many articles was counted.
func InArticles(l *Language, n int) string { return l.Count(phraseInArticles, n) }

// FirstOnly says that only the first n are shown and counted.
func FirstOnly(l *Language, n int) string { return l.Say(phraseFirstAlone, With{"limit": n}) }

// Undated says how many have no known date and are not counted.
func Undated(l *Language, n int) string { return l.Count(phraseUndated, n) }
