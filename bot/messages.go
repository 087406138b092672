package bot

// What people read stands in messages/*.toml, a file for every language. Here, and
// in the other files called messages_, are the keys of it and what puts the
// words together; nothing else is.

// Names and descriptions of commands and options.
const (
	labelQuestion phrase = "label.question"
	labelSpeaker  phrase = "label.speaker"
	labelPrevious phrase = "label.previous"
	labelNext     phrase = "label.next"
	labelSource   phrase = "label.source"
	labelEvidence phrase = "label.evidence"
	labelAlso     phrase = "label.also"
)

// What the citation and the attribution of a quote are made of.
const (
	wordsNarrated         phrase = "say.narrated"
	wordsNotIdentified    phrase = "say.not-identified"
	wordsContinues        phrase = "say.continues"
	wordsBuiltin          phrase = "say.builtin"
	wordsPublisherUnknown phrase = "say.publisher-unknown"
	wordsDateUnknown      phrase = "say.date-unknown"
	wordsNotVerified      phrase = "say.not-verified"
	wordsAutomatic        phrase = "say.automatic"
	wordsCorrected        phrase = "say.corrected"
	wordsSupplied         phrase = "say.supplied"
)

// Whole replies.
const (
	wordsNothing         phrase = "say.nothing"
	wordsNothingBy       phrase = "say.nothing-by"
	wordsUnknown         phrase = "say.unknown"
	wordsClosing         phrase = "say.closing"
	wordsEmptyQuestion   phrase = "say.empty-question"
	wordsUnreadable      phrase = "say.unreadable"
	wordsQuery           phrase = "say.query"
	wordsUnknownSpeaker  phrase = "say.unknown-speaker"
	wordsLostQuestion    phrase = "say.lost-question"
	wordsNoLongerAnswers phrase = "say.no-longer-answers"
	wordsTooSlow         phrase = "say.too-slow"
	wordsFailed          phrase = "say.failed"
)

// Phrases with places, which the functions below fill.
const (
	phraseDay   phrase = "say.day"
	phraseFirst phrase = "say.first-of-month" // the first day of a month, as a date has it
	// wordsColon and wordsSemicolon stand against the word before them, with the
	// space that the language wants there.
	wordsColon        phrase = "say.colon"
	wordsSemicolon    phrase = "say.semicolon"
	phraseReworded    phrase = "say.reworded"
	phrasePage        phrase = "say.page"
	phrasePart        phrase = "say.part"
	phraseSure        phrase = "reason.sure"
	phraseArticleSays phrase = "say.article-says"
	phraseMore        phrase = "say.more"
	// wordsLongQuestion has the place "limit", in characters.
	wordsLongQuestion phrase = "say.long-question"
)

// wordsReworded says that the statement's words are not those that its
// publisher first used.
func wordsReworded(l *language, day string) string { return l.say(phraseReworded, with{"day": day}) }

func wordsPage(l *language, i, n int) string { return l.say(phrasePage, with{"page": i, "pages": n}) }

func wordsPart(l *language, i, n int) string { return l.say(phrasePart, with{"part": i, "parts": n}) }

// wordsSure says how sure a reason is.
func wordsSure(l *language, reason string, percent int) string {
	return l.say(phraseSure, with{"reason": reason, "n": percent})
}

// wordsArticleSays tells the article's own word for a speaker whose name is
// not certain.
func wordsArticleSays(l *language, mention string) string {
	return l.say(phraseArticleSays, with{"mention": mention})
}

// wordsMore says how many things were left out of a list.
func wordsMore(l *language, n int) string { return l.count(phraseMore, n) }
