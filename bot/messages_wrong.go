package bot

import "verbatim/corpus"

// The dialogue on an answer that is wrong.
const (
	labelWrong       phrase = "label.wrong"
	labelPickAnswer  phrase = "label.pick-answer"
	labelReport      phrase = "label.report"
	labelNote        phrase = "label.note"
	labelNoStatement phrase = "label.no-statement"
	labelHide        phrase = "label.hide"
	labelUndo        phrase = "label.undo"

	wordsWhichAnswer phrase = "say.which-answer"
	wordsWhatIsWrong phrase = "say.what-is-wrong"
	wordsSpeaks      phrase = "say.speaks"
	wordsMentioned   phrase = "say.mentioned"
	wordsNobodyNamed phrase = "say.nobody-named"
	wordsFlagged     phrase = "say.flagged"
	wordsManyFlags   phrase = "say.many-flags"
	wordsUndone      phrase = "say.undone"
)

// What a correction says, and phrases with places.
const (
	phraseWhoSaidIt      phrase = "say.who-said-it"
	phraseCorrectionDone phrase = "say.done-correcting"
	verdictSpeaker       phrase = "verdict.speaker"
	verdictUnidentified  phrase = "verdict.unidentified"
	verdictNoStatement   phrase = "verdict.no-statement"
	verdictHidden        phrase = "verdict.hidden"
)

// wordsWhoSaidIt asks for the speaker of a report.
func wordsWhoSaidIt(l *language, cue string) string { return l.say(phraseWhoSaidIt, with{"cue": cue}) }

// wordsDone says what a correction changed.
func wordsDone(l *language, c corpus.Correction) string {
	return l.say(phraseCorrectionDone, with{"what": clip(verdictWords(l, c), roomTitle)})
}

// verdictWords is what a correction says, without markdown.
func verdictWords(l *language, c corpus.Correction) string {
	switch c.Verdict {
	case corpus.VerdictSpeaker:
		return l.say(verdictSpeaker, with{"name": c.Name})
	case corpus.VerdictUnidentified:
		return l.say(verdictUnidentified)
	case corpus.VerdictNoStatement:
		return l.say(verdictNoStatement)
	case corpus.VerdictHidden:
		return l.say(verdictHidden)
	}
	return string(c.Verdict)
}
