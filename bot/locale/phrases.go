package locale

import (
	"strings"

	"verbatim/bot/markdown"
)

// Labels of buttons and of the lines of a reply.
const (
	LabelQuestion Phrase = "label.question"
	LabelSpeaker  Phrase = "label.speaker"
	LabelPrevious Phrase = "label.previous"
	LabelNext     Phrase = "label.next"
	LabelSource   Phrase = "label.source"
	LabelEvidence Phrase = "label.evidence"
	LabelAlso     Phrase = "label.also"
)

// The parts of a citation and of an attribution.
const (
	PhraseNarrated         Phrase = "say.narrated"
	PhraseNotIdentified    Phrase = "say.not-identified"
	PhraseContinues        Phrase = "say.continues"
	phraseBuiltin          Phrase = "say.builtin"
	phrasePublisherUnknown Phrase = "say.publisher-unknown"
	PhraseDateUnknown      Phrase = "say.date-unknown"
	PhraseNotVerified      Phrase = "say.not-verified"
	PhraseAutomatic        Phrase = "say.automatic"
	PhraseCorrected        Phrase = "say.corrected"
	PhraseSupplied         Phrase = "say.supplied"
)

// Whole replies.
const (
	PhraseNothing         Phrase = "say.nothing"
	PhraseNothingBy       Phrase = "say.nothing-by"
	PhraseNotSaid         Phrase = "say.not-said"
	PhraseFilteredOut     Phrase = "say.filtered-out"
	PhraseNotSure         Phrase = "say.not-sure"
	PhraseUnknown         Phrase = "say.unknown"
	PhraseClosing         Phrase = "say.closing"
	PhraseEmptyQuestion   Phrase = "say.empty-question"
	PhraseUnreadable      Phrase = "say.unreadable"
	PhraseQuery           Phrase = "say.query"
	PhraseUnknownSpeaker  Phrase = "say.unknown-speaker"
	PhraseLostQuestion    Phrase = "say.lost-question"
	PhraseNoLongerAnswers Phrase = "say.no-longer-answers"
	PhraseTooSlow         Phrase = "say.too-slow"
	PhraseFailed          Phrase = "say.failed"
)

// Phrases with places, which the functions below fill.
const (
	phraseReworded     Phrase = "say.reworded"
	phraseUnknownWords Phrase = "say.unknown-words"
	phraseWord         Phrase = "say.word"
	phrasePage         Phrase = "say.page"
	phrasePart         Phrase = "say.part"
	phraseSure         Phrase = "reason.sure"
	phraseArticleSays  Phrase = "say.article-says"
	phraseMore         Phrase = "say.more"
	// PhraseLongQuestion has the place "limit", in characters.
	PhraseLongQuestion Phrase = "say.long-question"
)

// Reworded says that the publisher has reworded the statement.
func Reworded(l *Language, day string) string { return l.Say(phraseReworded, With{"day": day}) }

// UnknownWords says that no article mentions the words.
func UnknownWords(l *Language, words []string) string {
	var quoted []string
	for _, word := range words {
		quoted = append(quoted, l.Say(phraseWord, With{"word": markdown.Clip(word, roomWord)}))
	}
	return l.Say(phraseUnknownWords, With{"words": strings.Join(quoted, ", ")})
}

// roomWord is for a word of a question, in units of escaped text.
const roomWord = 30

// Page says which of n pages one is. Both numbers begin at 1.
func Page(l *Language, i, n int) string { return l.Say(phrasePage, With{"page": i, "pages": n}) }

// Part says which of n parts one is. Both numbers begin at 1.
func Part(l *Language, i, n int) string { return l.Say(phrasePart, With{"part": i, "parts": n}) }

// reasonSure says how sure a reason is.
func reasonSure(l *Language, reason string, percent int) string {
	return l.Say(phraseSure, With{"reason": reason, "n": percent})
}

// ArticleSays returns the article's own word for a speaker who is not certain.
func ArticleSays(l *Language, mention string) string {
	return l.Say(phraseArticleSays, With{"mention": mention})
}

// More says how many items a list leaves out.
func More(l *Language, n int) string { return l.Count(phraseMore, n) }
