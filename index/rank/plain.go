package rank

import (
	"slices"

	"verbatim/index/wording"
)

// emptyWords are words that name no matter, as do stop words: "what happened", "any news".
var emptyWords = wording.WordSet(`happen happens happened happening going talk talks talked talking speak speaks spoke spoken mean
means meant news new know knows known`)

// dropPlain takes the words out of the question that only ask for somebody's words: in "what
// did the mayor say" nothing but the mayor is searched for. They stay if the question names both
// a person and a matter, where they tell reports from other statements. If no word is left that
// names anything, none is searched for.
func dropPlain(q *Question) {
	words := slices.DeleteFunc(slices.Clone(q.Words), func(w Word) bool {
		return q.about.isPlainCue(w.at, w.Text) || q.about.unsaid && w.subject && isIn(negations, w.Text)
	})
	matter := slices.ContainsFunc(words, Word.isMatter)
	if q.about.hasSubject() && !q.about.unsaid && matter {
		return
	}
	if len(words) == 0 && len(q.Words) > 0 {
		q.Blank = len(q.Phrases) == 0
	}
	if len(q.sequence) > 1 && !slices.ContainsFunc(words, func(w Word) bool { return !isIn(emptyWords, w.Text) }) {
		words = nil
	}
	q.Words = words
}
