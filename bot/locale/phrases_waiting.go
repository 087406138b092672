package locale

import "verbatim/corpus"

// Labels of /corpus waiting.
const (
	LabelTake        Phrase = "label.take"
	LabelKeepArticle Phrase = "label.keep-article"
	LabelStands      Phrase = "label.stands"
	LabelShown       Phrase = "label.shown"
)

// Texts about articles whose pages now show another text.
const (
	PhraseNoWaiting    Phrase = "say.no-waiting"
	PhraseShowsNothing Phrase = "say.shows-nothing"
	PhraseStays        Phrase = "say.stays"
	PhraseNotWaiting   Phrase = "say.not-waiting"
	phraseWaitingPage  Phrase = "say.waiting-page"
	phraseShowsElse    Phrase = "say.shows-else"
	phraseTaken        Phrase = "say.taken"
	phrasePagesWait    Phrase = "say.pages-wait"
	phrasePageChanged  Phrase = "say.page-changed"
	// phraseEvidenceChanged is a sentence of the evidence page.
	phraseEvidenceChanged Phrase = "evidence.page-changed"
	didConfirm            Phrase = "did.confirm"
	didDrop               Phrase = "did.drop"
)

// Why the text of a page is not accepted as its article's.
const (
	doubtEmpty     Phrase = "doubt.empty"
	doubtFront     Phrase = "doubt.front"
	doubtElsewhere Phrase = "doubt.elsewhere"
	doubtCut       Phrase = "doubt.cut"
	doubtOther     Phrase = "doubt.unlike"
)

// WaitingPage is the heading of article i of n whose pages wait for a moderator.
func WaitingPage(l *Language, i, n int) string {
	return l.Say(phraseWaitingPage, With{"page": i, "pages": n})
}

// ShowsElse returns since when a page's text waits, and why.
func ShowsElse(l *Language, when string, d corpus.Doubt) string {
	why, known := map[corpus.Doubt]Phrase{
		corpus.DoubtEmpty:     doubtEmpty,
		corpus.DoubtFront:     doubtFront,
		corpus.DoubtElsewhere: doubtElsewhere,
		corpus.DoubtCut:       doubtCut,
	}[d]
	if !known {
		why = doubtOther
	}
	return l.Say(phraseShowsElse, With{"when": when, "why": l.Say(why)})
}

// Taken says that the text of a page was accepted.
func Taken(l *Language, t corpus.Tally) string {
	return l.Say(phraseTaken, With{"tally": Tally(l, t)})
}

// PagesWait says how many pages wait for a moderator.
func PagesWait(l *Language, n int) string { return l.Count(phrasePagesWait, n) }

// PageChanged says that the page of an article now shows another text.
func PageChanged(l *Language, day string) string {
	return l.Say(phrasePageChanged, With{"day": day})
}
