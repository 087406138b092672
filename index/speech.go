package index

import "strings"

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
var sayingVerbs = wordSet(`
say says said saying claim claims claimed state states stated tell tells told assert asserts asserted announce announces
announced declare declares declared deny denies denied admit admits admitted acknowledge acknowledges acknowledged
respond responds responded reply replies replied answer answered comment comments commented think thinks believe
believes believed argue argues argued insist insists insisted warn warns warned promise promises promised demand demands
demanded suggest suggests suggested allege alleges alleged accuse accuses accused explain explains explained mention
mentions mentioned write writes wrote confirm confirms confirmed reject rejects rejected reaffirm reaffirmed emphasize
emphasise emphasized emphasised stress stressed criticize criticise criticized criticised condemn condemned report
reports reported add added ask asks asked call called predict predicted pledge pledged vow vowed describe described`)

// auxiliaries stand before the subject in a question.
var auxiliaries = wordSet(`do does did has have had is was are were will would can could should may might`)

// wantsStatement are the words that begin a question for what somebody said.
var wantsStatement = wordSet(`what how why when where which whether did does do has have had`)

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
func (m *matcher) measureSpeech(s *scored) {
	reports, err := s.passage.decodeReports(s.statement)
	if err != nil || len(reports) == 0 {
		return
	}
	f := &s.features
	f[reported] = 1
	for i := range reports {
		speaker := m.speakerMatch(&reports[i])
		topic := m.topicMatch(s, &reports[i])
		if speaker+topic > f[speakerIs]+f[topicIn] {
			f[speakerIs], f[topicIn] = speaker, topic
		}
	}
}

// speakerMatch is the part of who is asked about that is the report's speaker.
func (m *matcher) speakerMatch(r *report) float64 {
	if !m.question.about.hasSubject() || r.Speaker == nil {
		return 0
	}
	names := strings.Join(append([]string{r.Speaker.Name, r.Speaker.Role, r.mention}, r.Speaker.Aliases...), "\n")
	return m.part(func(c *clause) bool { return c.subject }, names)
}

// part is how much of the weight of some clauses stands in a text.
func (m *matcher) part(of func(*clause) bool, text string) float64 {
	var best [maxClauses]float64
	m.stems.eachTerm(text, func(term string, _, _, _ int) {
		for _, t := range m.terms[term] {
			best[t.clause] = max(best[t.clause], t.weight)
		}
	})
	sum, total := 0.0, 0.0
	for i := range m.clauses {
		if c := &m.clauses[i]; of(c) {
			total += c.weight
			sum += c.weight * best[i]
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// topicMatch is the part of what is asked, of the words that are known, that
// stands in the report's.
func (m *matcher) topicMatch(s *scored, r *report) float64 {
	var best [maxClauses]float64
	for _, h := range s.hits {
		if r.covers(s.passage.base+h.start, s.passage.base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum, total := 0.0, 0.0
	for i, c := range m.clauses {
		if !c.subject && !c.generic && c.postings > 0 {
			total += c.weight
			sum += c.weight * best[i]
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// covers reports whether bytes of the article stand in the report's words.
func (r *report) covers(start, end int) bool {
	if r.Content != nil && r.Content.Start <= start && end <= r.Content.End {
		return true
	}
	for _, q := range r.Quotes {
		if q.Start <= start && end <= q.End {
			return true
		}
	}
	return false
}
