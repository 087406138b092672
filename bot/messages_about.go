package bot

import (
	"strings"

	"verbatim/corpus"
)

// The words of /settings, /help and /about.
const (
	labelAnswers       phrase = "label.answers"
	labelAlwaysPrivate phrase = "label.always-private"
	labelConfidence    phrase = "label.confidence"
	labelVersion       phrase = "label.version"
	labelCorpus        phrase = "label.corpus"
	labelPrivacy       phrase = "label.privacy"

	wordsGuildSettings phrase = "say.guild-settings"
	wordsHelpBegins    phrase = "say.help-begins"
	phraseHelpEnds     phrase = "say.help-ends"
	wordsFindHelp      phrase = "say.find-help"
	wordsAboutBegins   phrase = "say.about-begins"
	wordsPrivacy       phrase = "say.privacy"
	wordsKeptHere      phrase = "say.kept-here" // what is kept of people, after wordsPrivacy
)

// wordsHelpEnds says what the buttons below an answer do.
func wordsHelpEnds(l *language) string {
	return l.say(phraseHelpEnds, with{"context": l.say(labelContext), "wrong": l.say(labelWrong)})
}

// wordsSize says how much is read.
func wordsSize(l *language, s corpus.Status, shared bool) string {
	statements := l.count(phraseStatements, s.Statements)
	if shared {
		return strings.Join([]string{l.count(phraseSharedOnes, s.Articles), statements}, separator)
	}
	return strings.Join([]string{l.count(phraseOwnArticles, s.Articles), statements, l.count(phraseSharedOnes, s.Shared)}, separator)
}
