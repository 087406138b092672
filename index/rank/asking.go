package rank

// aboutSpeech says whether a question asks for a person's words, and whose: "what did X
// say about Y", "according to X", "who denied Y".
type aboutSpeech struct {
	asked        bool
	from, to     int // X: half-open positions in the question's sequence of words
	cue, cueTo   int // the words that ask: "say", "according to"
	wantsSpeaker bool
}

// isSubject reports whether word i belongs to the name that is asked about, if there is one.
func (a aboutSpeech) isSubject(i int) bool { return a.asked && a.from <= i && i < a.to }

// isCue reports whether word i asks for a person's words, if the question does.
func (a aboutSpeech) isCue(i int) bool { return a.asked && a.cue <= i && i < a.cueTo }

// hasSubject reports whether the question names whose words it asks for.
func (a aboutSpeech) hasSubject() bool { return a.asked && a.to > a.from }

// sayingVerbs are the verbs that ask for a person's words, in the forms of questions.
var sayingVerbs = wordSet(`
say says said saying claim claims claimed state states stated tell tells told assert asserts asserted announce announces
announced declare declares declared deny denies denied admit admits admitted acknowledge acknowledges acknowledged
respond responds responded reply replies replied answer answered comment comments commented think thinks believe
believes believed argue argues argued insist insists insisted warn warns warned promise promises promised demand demands
demanded suggest suggests suggested allege alleges alleged accuse accuses accused explain explains explained mention
mentions mentioned write writes wrote confirm confirms confirmed reject rejects rejected reaffirm reaffirmed emphasize
emphasise emphasized emphasised stress stressed criticize criticise criticized criticised condemn condemned report
reports reported add added ask asks asked call called predict predicted pledge pledged vow vowed describe described`)

// auxiliaries come before the subject in a question.
var auxiliaries = wordSet(`do does did has have had is was are were will would can could should may might`)

// wantsStatement are the words that begin a question for a person's words.
var wantsStatement = wordSet(`what how why when where which whether did does do has have had`)

// speechAsked finds out whose words a question asks for.
func speechAsked(words []string) aboutSpeech {
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
		if _, ok := sayingVerbs[w]; ok && i > 0 {
			verb = i
			break
		}
	}
	if verb < 0 {
		return aboutSpeech{}
	}
	if words[0] == "who" {
		return aboutSpeech{asked: true, cue: verb, cueTo: verb + 1, from: verb, to: verb, wantsSpeaker: true}
	}
	for i := verb - 1; i >= 0; i-- {
		_, auxiliary := auxiliaries[words[i]]
		_, opening := wantsStatement[words[i]]
		if (auxiliary || opening) && i+1 < verb {
			return aboutSpeech{asked: true, from: i + 1, to: verb, cue: verb, cueTo: verb + 1}
		}
		if auxiliary || opening {
			return aboutSpeech{}
		}
	}
	return aboutSpeech{}
}

// isBoundary reports whether a word ends the name after "according to".
func isBoundary(w string) bool {
	_, auxiliary := auxiliaries[w]
	_, opening := wantsStatement[w]
	return auxiliary || opening || w == "who" || w == "whom" || w == "that"
}
