package bot

import "verbatim/corpus"

// Names, descriptions and labels of /corpus waiting.
const (
	labelTake        phrase = "label.take"
	labelKeepArticle phrase = "label.keep-article"
	labelStands      phrase = "label.stands"
	labelShown       phrase = "label.shown"
)

// What is said of articles whose pages show something else.
const (
	wordsNoWaiting    phrase = "say.no-waiting"
	wordsShowsNothing phrase = "say.shows-nothing"
	wordsStays        phrase = "say.stays"
	wordsNotWaiting   phrase = "say.not-waiting"
	phraseWaitingPage phrase = "say.waiting-page"
	phraseShowsElse   phrase = "say.shows-else"
	phraseTaken       phrase = "say.taken"
	phrasePagesWait   phrase = "say.pages-wait"
	phrasePageChanged phrase = "say.page-changed"
	// phraseEvidenceChanged is a sentence of the evidence page.
	phraseEvidenceChanged phrase = "evidence.page-changed"
	articlesWaiting       phrase = "tally.articles-waiting"
	didConfirm            phrase = "did.confirm"
	didDrop               phrase = "did.drop"
)

// Why what a page shows is not taken for its article.
const (
	doubtEmpty     phrase = "doubt.empty"
	doubtFront     phrase = "doubt.front"
	doubtElsewhere phrase = "doubt.elsewhere"
	doubtCut       phrase = "doubt.cut"
	doubtOther     phrase = "doubt.unlike"
)

func wordsWaitingPage(l *language, i, n int) string {
	return l.say(phraseWaitingPage, with{"page": i, "pages": n})
}

// wordsShowsElse says since when and why a page's text waits.
func wordsShowsElse(l *language, when string, d corpus.Doubt) string {
	why, known := map[corpus.Doubt]phrase{
		corpus.DoubtEmpty:     doubtEmpty,
		corpus.DoubtFront:     doubtFront,
		corpus.DoubtElsewhere: doubtElsewhere,
		corpus.DoubtCut:       doubtCut,
	}[d]
	if !known {
		why = doubtOther
	}
	return l.say(phraseShowsElse, with{"when": when, "why": l.say(why)})
}

func wordsTaken(l *language, t corpus.Tally) string {
	return l.say(phraseTaken, with{"tally": wordsTally(l, t)})
}

func wordsPagesWait(l *language, n int) string { return l.count(phrasePagesWait, n) }

// wordsPageChanged says that the page of a quote's article shows something else
// today.
func wordsPageChanged(l *language, day string) string {
	return l.say(phrasePageChanged, with{"day": day})
}
