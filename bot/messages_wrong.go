package bot

import "verbatim/corpus"

// The dialogue on an answer that is wrong.
const (
	labelWrong       = "Wrong?"
	labelPickAnswer  = "Which of the answers is wrong?"
	labelReport      = "Report as wrong"
	labelNote        = "What is wrong? (optional)"
	labelNoStatement = "Not a statement"
	labelHide        = "Hide"
	labelUndo        = "Undo"

	wordsWhichAnswer = "Several answers stand on that page. Which of them is wrong?"
	wordsWhatIsWrong = "What is wrong with this? A correction holds in this server at once, and can be undone."
	wordsSpeaks      = "speaks in the article"
	wordsMentioned   = "is mentioned in the article"
	wordsNobodyNamed = "The article does not say who it was"
	wordsFlagged     = "Thank you. The moderators of this server will see your report."
	wordsManyFlags   = "So many reports wait for the moderators of this server already that yours was not taken. Please tell them directly."
	wordsUndone      = "The correction is undone."
)

// wordsWhoSaidIt asks for the speaker of a report.
func wordsWhoSaidIt(cue string) string { return "Wrong speaker? Who it was that “" + cue + "”" }

// wordsDone says what a correction changed.
func wordsDone(c corpus.Correction) string {
	return "Done: " + clip(verdictWords(c), roomTitle) + ". It shows as corrected by a moderator."
}

// verdictWords is what a correction says, without markdown.
func verdictWords(c corpus.Correction) string {
	switch c.Verdict {
	case corpus.VerdictSpeaker:
		return "attributed to " + c.Name
	case corpus.VerdictUnidentified:
		return "speaker not identified"
	case corpus.VerdictNoStatement:
		return "not a statement: the article’s own words"
	case corpus.VerdictHidden:
		return "hidden from answers"
	}
	return string(c.Verdict)
}
