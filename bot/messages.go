package bot

import "fmt"

// Every word that people read is in this file and the others called messages_,
// and nothing else is.

// Names and descriptions of commands and options.
const (
	nameAsk         = "ask"
	descAsk         = "Quotes from the news that answer a question: who said it, word for word, and where"
	nameQuestion    = "question"
	descQuestion    = "What you want to know"
	nameSpeaker     = "speaker"
	descSpeaker     = "Only what this speaker is reported as saying"
	namePrivate     = "private"
	descPrivate     = "Show the answer to you alone"
	labelQuestion   = "Question:"
	labelSpeaker    = "Speaker:"
	labelPrevious   = "Previous"
	labelNext       = "Next"
	labelSource     = "open the source"
	labelAlso       = "Also in:"
	separator       = " · "
	separatorSaying = " — "
)

// What the citation and the attribution of a quote are made of.
const (
	wordsNarrated         = "The article’s own words"
	wordsNotIdentified    = "Speaker not identified"
	wordsContinues        = "the report before it goes on"
	wordsBuiltin          = "built-in article"
	wordsPublisherUnknown = "publisher unknown"
	wordsDateUnknown      = "date unknown"
	wordsNotVerified      = "Reported, not verified"
	wordsAutomatic        = "attributed automatically"
	wordsCorrected        = "corrected by a moderator"
	wordsSupplied         = "supplied by a moderator, not fetched"
)

// Whole replies.
const (
	wordsNothing         = "Nothing in the corpus answers this question. Other words may find something: the names and places that an article would use."
	wordsNothingBy       = "Nothing that this speaker is reported as saying in the corpus answers this question. Without a speaker, or with other words, something may."
	wordsUnknown         = "This version of the bot does not know that command or button. Please type the command anew."
	wordsClosing         = "The bot is restarting just now. Please try again in a minute."
	wordsEmptyQuestion   = "There is no word in that question that could be searched for. Please name what it is about."
	wordsUnreadable      = "That question holds signs that are no text. Please type it anew."
	wordsQuery           = "That question could not be read. A date in it is written like 2006-01-02."
	wordsUnknownSpeaker  = "Nobody of that name speaks in the corpus. Please choose one of the names that appear while you type, or leave the speaker out."
	wordsLostQuestion    = "This message no longer holds its question. Please ask anew."
	wordsNoLongerAnswers = "The corpus has changed since, and this page is gone. Please ask anew."
	wordsTooSlow         = "That took too long, so it was stopped. Please try again in a moment."
	wordsFailed          = "Something went wrong in the bot, and its operator can read what. Please try again later."
)

// wordsReworded says that the statement's words are not those that its
// publisher first used.
func wordsReworded(day string) string { return "reworded by the publisher on " + day }

func wordsPage(i, n int) string { return fmt.Sprintf("Page %d of %d", i, n) }

func wordsPart(i, n int) string { return fmt.Sprintf("Part %d of %d", i, n) }

func wordsLongQuestion(limit int) string {
	return fmt.Sprintf("That question is too long. Please ask it in at most %d characters.", limit)
}

// wordsArticleSays tells the article's own word for a speaker whose name is
// not certain.
func wordsArticleSays(mention string) string { return "the article: “" + mention + "”" }

// wordsMore says how many things were left out of a list.
func wordsMore(n int) string { return fmt.Sprintf("%d more", n) }
