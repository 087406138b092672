package rank

import (
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// denyingVerbs ask for a denial, refusingVerbs for what somebody does not say.
var (
	denyingVerbs  = wording.WordSet(`deny denies denied reject rejects rejected dispute disputes disputed`)
	refusingVerbs = wording.WordSet(`refuse refuses refused decline declines declined`)
)

// negations turn a verb into its opposite.
var negations = wording.WordSet(`not never don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't cannot
dont doesnt didnt hasnt wont wouldnt`)

// takeDenial finds out whether the question asks for a denial ("did X deny it") or for what
// somebody did not say ("what did X not say").
func takeDenial(a *aboutSpeech, words []string) {
	for i := a.cue; i < a.cueTo; i++ {
		a.denial = a.denial || isIn(denyingVerbs, words[i])
		a.unsaid = a.unsaid || isIn(refusingVerbs, words[i])
	}
	if a.denial {
		return
	}
	for i := max(0, a.from-1); i < a.cue; i++ {
		a.unsaid = a.unsaid || isIn(negations, words[i])
	}
}

// disclosing are the verbs that are denied by somebody who does not say something.
var disclosing = wording.WordSet(`say comment tell explain reveal disclose answer respond reply elaborate specify confirm mention
discuss name give describe detail talk speak want`)

// maxApart is the most words between a negation and the verb that it denies: "did not want to say".
const maxApart = 3

// leavesUnsaid reports whether a statement says that somebody did not say something: "did not
// say when", "declined to comment", "refused to name the buyer", "said nothing about it".
func leavesUnsaid(text string) bool {
	var words []string
	wording.EachWord(text, func(start, end int) { words = append(words, string(wording.Normalise(nil, text[start:end]))) })
	for i, w := range words {
		next := words[i+1 : min(len(words), i+1+maxApart)]
		switch {
		case isIn(negations, w) || isIn(refusingVerbs, w):
			if disclosesFirst(next) {
				return true
			}
		case w == "said" || w == "says" || w == "saying":
			if len(next) > 0 && next[0] == "nothing" {
				return true
			}
		case w == "no":
			if len(next) > 0 && next[0] == "comment" {
				return true
			}
		}
	}
	return false
}

// disclosesFirst reports whether some words are a verb of disclosing, with only stop words and
// "want" before it.
func disclosesFirst(words []string) bool {
	for _, w := range words {
		if w != "want" && isIn(disclosing, w) {
			return true
		}
		if w != "want" && !wording.IsStop([]byte(w)) {
			return false
		}
	}
	return false
}

// The parts that a denial and a statement about silence count for when the other is asked for.
const insteadOfDenial = 0.3

// measureDenial measures how far the statement denies something, or leaves it unsaid, if that
// is asked for.
func measureDenial(m *matcher, s *Scored, reports []passage.Report) {
	about := m.question.about
	if !about.denial && !about.unsaid {
		return
	}
	denies := false
	for i := range reports {
		denies = denies || reports[i].Class == corpus.Denies
	}
	unsaid := leavesUnsaid(s.Text())
	f := &s.Features
	switch {
	case about.denial && denies || about.unsaid && unsaid:
		f[denied] = 1
	case denies || unsaid:
		f[denied] = insteadOfDenial
	}
}

// beginsWithPronoun returns the pronoun that a statement begins with.
func beginsWithPronoun(text string) pronoun {
	first, _, _ := strings.Cut(text, " ")
	return pronounOf(first)
}

// pronounOf returns the pronoun that a word is.
func pronounOf(word string) pronoun {
	switch word {
	case "He", "he":
		return pronounHe
	case "She", "she":
		return pronounShe
	case "They", "they", "It", "it":
		return pronounThey
	}
	return noPronoun
}
