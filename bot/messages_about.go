package bot

import (
	"fmt"

	"verbatim/corpus"
)

// The words of /settings, /help and /about.
const (
	nameAnswers    = "answers"
	nameConfidence = "confidence"
	nameDefaults   = "defaults"
	nameHelp       = "help"
	nameAbout      = "about"

	descGuildSettings = "How answers are given in this server (moderators only)"
	descAnswers       = "How many statements answer a question"
	descAlwaysPrivate = "Show answers to who asks alone, unless they ask otherwise"
	descConfidence    = "How sure an answer must be, in percent; with 0 there is always one"
	descDefaults      = "Go back to the defaults"
	descHelp          = "What this bot can do"
	descAbout         = "Which version this is, how much it reads, and what it keeps"

	labelAnswers       = "Statements an answer"
	labelAlwaysPrivate = "Private unless asked otherwise"
	labelConfidence    = "How sure an answer must be"
	labelVersion       = "Version"
	labelCorpus        = "Corpus"

	wordsGuildSettings = "How answers are given in this server:"
	wordsHelpBegins    = "I answer with quotes from articles: who is reported as saying it, word for word, and where. I never write an answer of my own."
	wordsHelpEnds      = "Below an answer, “" + labelContext + "” shows where it stands in its article, and “" + labelWrong + "” tells moderators of a mistake. The buttons work for everybody who sees the answer, for as long as it stands."
	wordsFindHelp      = "in a message’s menu, under Apps: the quotes that bear on that message"
	wordsAboutBegins   = "Verbatim answers with words that stand in articles, and says who is reported as saying them. What is reported is not verified by it."
	labelPrivacy       = "Privacy"
	wordsPrivacy       = "No question is stored or logged: an answer’s buttons find it in the answer itself. Kept are the articles, the server’s settings, what moderators do (with their Discord id, in the server’s log), and what members report as wrong (with theirs). What you watch is kept until you end it or type “/forget-me”. “/corpus forget” deletes all of that for a server."
)

// wordsSize says how much is read.
func wordsSize(s corpus.Status, shared bool) string {
	own := fmt.Sprintf("%s with %s", wordsArticles(s.Articles), wordsStatements(s.Statements))
	if shared {
		return own + ", shared by all servers"
	}
	return fmt.Sprintf("%s of this server’s own, and %s that all servers share", own, wordsArticles(s.Shared))
}

func wordsStatements(n int) string {
	if n == 1 {
		return "1 statement"
	}
	return fmt.Sprintf("%d statements", n)
}
