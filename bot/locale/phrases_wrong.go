package locale

import (
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The dialogue on an answer that is wrong.
const (
	LabelWrong       Phrase = "label.wrong"
	LabelPickAnswer  Phrase = "label.pick-answer"
	LabelReport      Phrase = "label.report"
	LabelNote        Phrase = "label.note"
	LabelNoStatement Phrase = "label.no-statement"
	LabelHide        Phrase = "label.hide"
	LabelUndo        Phrase = "label.undo"

	PhraseWhichAnswer Phrase = "say.which-answer"
	PhraseWhatIsWrong Phrase = "say.what-is-wrong"
	PhraseSpeaks      Phrase = "say.speaks"
	PhraseMentioned   Phrase = "say.mentioned"
	PhraseNobodyNamed Phrase = "say.nobody-named"
	PhraseFlagged     Phrase = "say.flagged"
	PhraseManyFlags   Phrase = "say.many-flags"
	PhraseUndone      Phrase = "say.undone"
)

// The verdicts of corrections, and phrases with places.
const (
	phraseWhoSaidIt      Phrase = "say.who-said-it"
	phraseCorrectionDone Phrase = "say.done-correcting"
	verdictSpeaker       Phrase = "verdict.speaker"
	verdictUnidentified  Phrase = "verdict.unidentified"
	verdictNoStatement   Phrase = "verdict.no-statement"
	verdictHidden        Phrase = "verdict.hidden"
)

// WhoSaidIt asks for the speaker of a report.
func WhoSaidIt(l *Language, cue string) string { return l.Say(phraseWhoSaidIt, With{"cue": cue}) }

// CorrectionDone confirms a correction.
func CorrectionDone(l *Language, c corpus.Correction) string {
	return l.Say(phraseCorrectionDone, With{"what": markdown.Clip(Verdict(l, c), markdown.RoomTitle)})
}

// Verdict returns the verdict of a correction, without markdown.
func Verdict(l *Language, c corpus.Correction) string {
	switch c.Verdict {
	case corpus.VerdictSpeaker:
		return l.Say(verdictSpeaker, With{"name": c.Name})
	case corpus.VerdictUnidentified:
		return l.Say(verdictUnidentified)
	case corpus.VerdictNoStatement:
		return l.Say(verdictNoStatement)
	case corpus.VerdictHidden:
		return l.Say(verdictHidden)
	}
	return string(c.Verdict)
}
