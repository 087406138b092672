package rank

import (
	"strings"

	"verbatim/index/passage"
)

// aboutSpeech is how a question asks for somebody's words: "what did X say
// about Y", "according to X", "who denied Y".
type aboutSpeech struct {
	asked        bool
	from, to     int // X: half-open positions in the question's sequence of words
	cue, cueTo   int // the words that ask: "say", "according to"
	wantsSpeaker bool
}

func (a aboutSpeech) isSubject(i int) bool { return a.asked && a.from <= i && i < a.to }
func (a aboutSpeech) isCue(i int) bool     { return a.asked && a.cue <= i && i < a.cueTo }

// hasSubject reports whether somebody's words are asked for.
func (a aboutSpeech) hasSubject() bool { return a.asked && a.to > a.from }

// sayingVerbs are the verbs by which a person's words are asked for, in the
// forms of questions.
var sayingVerbs = WordSet(`
say says said saying claim claims claimed state states stated tell tells told assert asserts asserted announce announces
announced declare declares declared deny denies denied admit admits admitted acknowledge acknowledges acknowledged
respond responds responded reply replies replied answer answered comment comments commented think thinks believe
believes believed argue argues argued insist insists insisted warn warns warned promise promises promised demand demands
demanded suggest suggests suggested allege alleges alleged accuse accuses accused explain explains explained mention
mentions mentioned write writes wrote confirm confirms confirmed reject rejects rejected reaffirm reaffirmed emphasize
emphasise emphasized emphasised stress stressed criticize criticise criticized criticised condemn condemned report
reports reported add added ask asks asked call called predict predicted pledge pledged vow vowed describe described`)

// auxiliaries stand before the subject in a question.
var auxiliaries = WordSet(`do does did has have had is was are were will would can could should may might`)

// wantsStatement are the words that begin a question for what somebody said.
var wantsStatement = WordSet(`what how why when where which whether did does do has have had`)

// speechAsked finds who is asked about in a question's words.
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

// measureSpeech compares the statement's reports with who is asked about what.
func (m *Matcher) measureSpeech(s *Scored) {
	reports, err := s.Passage.Reports(s.Statement)
	if err != nil || len(reports) == 0 {
		return
	}
	f := &s.Features
	f[Reported] = 1
	for i := range reports {
		speaker := m.speakerMatch(&reports[i])
		topic := m.TopicMatch(s, &reports[i])
		if speaker+topic > f[SpeakerIs]+f[TopicIn] {
			f[SpeakerIs], f[TopicIn] = speaker, topic
		}
	}
}

// speakerMatch is the part of who is asked about that is the report's speaker.
func (m *Matcher) speakerMatch(r *passage.Report) float64 {
	if !m.question.about.hasSubject() || r.Speaker == nil {
		return 0
	}
	names := strings.Join(append([]string{r.Speaker.Name, r.Speaker.Role, r.Mention}, r.Speaker.Aliases...), "\n")
	return m.part(func(c *Clause) bool { return c.subject }, names)
}

// part is how much of the weight of some clauses stands in a text.
func (m *Matcher) part(of func(*Clause) bool, text string) float64 {
	var best [MaxClauses]float64
	m.stems.EachTerm(text, func(term string, _, _, _ int) {
		for _, t := range m.terms[term] {
			best[t.clause] = max(best[t.clause], t.weight)
		}
	})
	sum, total := 0.0, 0.0
	for i := range m.Clauses {
		if c := &m.Clauses[i]; of(c) {
			total += c.Weight
			sum += c.Weight * best[i]
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// TopicMatch is the part of what is asked, of the words that are known, that
// stands in the report's.
func (m *Matcher) TopicMatch(s *Scored, r *passage.Report) float64 {
	var best [MaxClauses]float64
	for _, h := range s.hits {
		if r.Covers(s.Passage.Base+h.start, s.Passage.Base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum, total := 0.0, 0.0
	for i, c := range m.Clauses {
		if !c.subject && !c.generic && c.Postings > 0 {
			total += c.Weight
			sum += c.Weight * best[i]
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
