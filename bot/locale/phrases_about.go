package locale

import (
	"strings"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The words of /settings, /help and /about.
const (
	LabelAnswers       Phrase = "label.answers"
	LabelAlwaysPrivate Phrase = "label.always-private"
	LabelConfidence    Phrase = "label.confidence"
	LabelVersion       Phrase = "label.version"
	LabelCorpus        Phrase = "label.corpus"
	LabelPrivacy       Phrase = "label.privacy"

	PhraseGuildSettings Phrase = "say.guild-settings"
	PhraseHelpBegins    Phrase = "say.help-begins"
	phraseHelpEnds      Phrase = "say.help-ends"
	PhraseFindHelp      Phrase = "say.find-help"
	PhraseAboutBegins   Phrase = "say.about-begins"
	PhrasePrivacy       Phrase = "say.privacy"
	PhraseKeptHere      Phrase = "say.kept-here" // which data of people is kept, after PhrasePrivacy
)

// HelpEnds explains the buttons below an answer.
func HelpEnds(l *Language) string {
	return l.Say(phraseHelpEnds, With{"context": l.Say(LabelContext), "wrong": l.Say(LabelWrong)})
}

// Size returns how many articles and statements are read.
func Size(l *Language, s corpus.Status, shared bool) string {
	statements := l.Count(PhraseStatements, s.Statements)
	if shared {
		return strings.Join([]string{l.Count(phraseSharedOnes, s.Articles), statements}, markdown.Separator)
	}
	return strings.Join([]string{l.Count(phraseOwnArticles, s.Articles), statements, l.Count(phraseSharedOnes, s.Shared)}, markdown.Separator)
}
