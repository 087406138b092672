package locale

import "verbatim/corpus"

// Names, descriptions and labels of /corpus waiting.
const (
	LabelTake        Phrase = "label.take"
	LabelKeepArticle Phrase = "label.keep-article"
	LabelStands      Phrase = "label.stands"
	LabelShown       Phrase = "label.shown"
)

// What is said of articles whose pages show something else.
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

// Why what a page shows is not taken for its article.
const (
	doubtEmpty     Phrase = "doubt.empty"
	doubtFront     Phrase = "doubt.front"
	doubtElsewhere Phrase = "doubt.elsewhere"
	doubtCut       Phrase = "doubt.cut"
	doubtOther     Phrase = "doubt.unlike"
)

func WaitingPage(l *Language, i, n int) string {
	return l.Say(phraseWaitingPage, With{"page": i, "pages": n})
}

// ShowsElse says since when and why a page's text waits.
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

func Taken(l *Language, t corpus.Tally) string {
	return l.Say(phraseTaken, With{"tally": Tally(l, t)})
}

func PagesWait(l *Language, n int) string { return l.Count(phrasePagesWait, n) }

// PageChanged says that the page of a quote's article shows something else
// today.
func PageChanged(l *Language, day string) string {
	return l.Say(phrasePageChanged, With{"day": day})
}
