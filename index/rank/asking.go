package rank

import "verbatim/index/wording"

// aboutSpeech says whether a question asks for a person's words, and whose: "what did X
// say about Y", "according to X", "who denied Y", "what did she refuse to say".
type aboutSpeech struct {
	asked        bool
	from, to     int // X: half-open positions in the question's sequence of words
	cue, cueTo   int // the words that ask: "say", "according to", "refuse to say"
	wantsSpeaker bool
	anyone       bool    // "what was said about Y"
	pronoun      pronoun // X is only a pronoun
	denial       bool    // a denial is asked for
	unsaid       bool    // what somebody did not say is asked for
}

// isSubject reports whether word i belongs to the name that is asked about, if there is one.
func (a aboutSpeech) isSubject(i int) bool { return a.asked && a.from <= i && i < a.to }

// isCue reports whether word i asks for a person's words, if the question does.
func (a aboutSpeech) isCue(i int) bool { return a.asked && a.cue <= i && i < a.cueTo }

// hasSubject reports whether the question names whose words it asks for.
func (a aboutSpeech) hasSubject() bool { return a.asked && a.to > a.from }

// sayingVerbs are the verbs that ask for a person's words, in the forms of questions.
var sayingVerbs = wording.WordSet(`
say says said saying claim claims claimed state states stated tell tells told assert asserts asserted announce announces
announced declare declares declared deny denies denied admit admits admitted acknowledge acknowledges acknowledged
respond responds responded reply replies replied answer answered comment comments commented think thinks believe
believes believed argue argues argued insist insists insisted warn warns warned promise promises promised demand demands
demanded suggest suggests suggested allege alleges alleged accuse accuses accused explain explains explained mention
mentions mentioned write writes wrote confirm confirms confirmed reject rejects rejected reaffirm reaffirmed emphasize
emphasise emphasized emphasised stress stressed criticize criticise criticized criticised condemn condemned report
reports reported add added ask asks asked call called predict predicted pledge pledged vow vowed describe described
want wants wanted refuse refuses refused decline declines declined dispute disputes disputed reckon reckons reckoned`)

// auxiliaries come before the subject in a question.
var auxiliaries = wording.WordSet(`do does did has have had is was are were will would can could should may might
don't doesn't didn't hasn't haven't hadn't isn't wasn't aren't weren't won't wouldn't can't couldn't
dont doesnt didnt hasnt wont wouldnt`)

// wantsStatement are the words that begin a question for a person's words.
var wantsStatement = wording.WordSet(`what how why when where which whether did does do has have had`)

// follows are the words that a question may begin with when it follows another.
var follows = wording.WordSet(`and but so then also ok okay well now`)

// speechAsked finds out whose words a question asks for.
func speechAsked(words []string) aboutSpeech {
	a := speakerAsked(words)
	if !a.asked {
		return a
	}
	a.takeCue(words)
	if word, ok := onlyPronoun(words[a.from:a.to]); ok {
		a.pronoun, a.to = word, a.from
	}
	takeDenial(&a, words)
	return a
}

// speakerAsked finds the speaker that a question asks for and the first verb of saying.
func speakerAsked(words []string) aboutSpeech {
	for i, w := range words {
		if w == "according" && i+2 < len(words) && words[i+1] == "to" {
			to := i + 2
			for to < len(words) && !isBoundary(words[to]) {
				to++
			}
			if to > i+2 {
				return aboutSpeech{asked: true, from: i + 2, to: to, cue: i, cueTo: i + 2}
			}
		}
	}
	verb := -1
	for i, w := range words {
		if isIn(sayingVerbs, w) && i > 0 {
			verb = i
			break
		}
	}
	if verb < 0 {
		return aboutSpeech{}
	}
	if words[0] == "who" || isIn(follows, words[0]) && words[1] == "who" {
		return aboutSpeech{asked: true, cue: verb, cueTo: verb + 1, from: verb, to: verb, wantsSpeaker: true}
	}
	for i := verb - 1; i >= 0; i-- {
		if !isIn(auxiliaries, words[i]) && !isIn(wantsStatement, words[i]) {
			continue
		}
		if i+1 < verb {
			return aboutSpeech{asked: true, from: i + 1, to: verb, cue: verb, cueTo: verb + 1}
		}
		if words[verb] == "said" && isIn(auxiliaries, words[i]) {
			return aboutSpeech{asked: true, from: verb, to: verb, cue: verb, cueTo: verb + 1, anyone: true}
		}
		return aboutSpeech{}
	}
	return aboutSpeech{}
}

// takeCue adds the verbs that belong to the first one: "say" of "refuse to say".
func (a *aboutSpeech) takeCue(words []string) {
	if a.cueTo+1 < len(words) && words[a.cueTo] == "to" && isIn(sayingVerbs, words[a.cueTo+1]) {
		a.cueTo += 2
	}
}

// isIn reports whether a word is in a set.
func isIn(set map[string]struct{}, w string) bool {
	_, ok := set[w]
	return ok
}

// isBoundary reports whether a word ends the name after "according to".
func isBoundary(w string) bool {
	return isIn(auxiliaries, w) || isIn(wantsStatement, w) || w == "who" || w == "whom" || w == "that"
}

// pronoun is a pronoun that a question names a speaker by.
type pronoun int

// The pronouns, by whom they may mean.
const (
	noPronoun pronoun = iota
	pronounHe
	pronounShe
	pronounThey
)

// onlyPronoun returns the pronoun among some words, if there is no other word than stop words.
func onlyPronoun(words []string) (pronoun, bool) {
	found := noPronoun
	for _, w := range words {
		switch {
		case w == "he":
			found = pronounHe
		case w == "she":
			found = pronounShe
		case w == "they":
			found = pronounThey
		case !wording.IsStop([]byte(w)):
			return noPronoun, false
		}
	}
	return found, len(words) > 0
}

// plainSaying are verbs of saying that tell nothing about what is asked: that somebody spoke is
// what a question for their words takes for granted.
var plainSaying = wording.WordSet(`say says said saying tell tells told think thinks state states stated comment comments commented
answer answered reply replies replied respond responds responded mention mentions mentioned reckon reckons reckoned
refuse refuses refused decline declines declined`)

// isPlainCue reports whether word i only asks for somebody's words, whatever they are.
func (a aboutSpeech) isPlainCue(i int, word string) bool {
	return a.isCue(i) && !a.anyone && isIn(plainSaying, word)
}
