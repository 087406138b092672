package rank

import (
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// spoken says how far the reports of a statement are of the person whose words are asked for.
type spoken struct {
	reports []passage.Report
	matches []float64 // of each report, from 0 to 1
	whose   float64   // the best of them, or how far a statement without reports is about that person's silence
}

// spokenIn compares the reports of a statement with the speaker that is asked for. The hits are
// those inside the statement and inside the one before it, before is that one's result.
func spokenIn(m *matcher, p *passage.Passage, i int, own, hitsBefore []hit, before spoken) spoken {
	about := m.question.about
	if !about.asked {
		return spoken{}
	}
	reports, err := p.Reports(i)
	if err != nil {
		return spoken{}
	}
	s := spoken{reports: reports, matches: make([]float64, len(reports))}
	for k := range reports {
		s.matches[k] = saidBy(m, p, &reports[k], own)
		s.whose = max(s.whose, s.matches[k])
	}
	if text := p.Statements[i].Span.In(p.Text); about.unsaid && about.hasSubject() && leavesUnsaid(text) {
		s.whose = max(s.whose, subjectIn(m, own, nil))
		if beginsWithPronoun(text) != noPronoun {
			s.whose = max(s.whose, byPronoun*max(before.whose, subjectIn(m, hitsBefore, nil)))
		}
	}
	return s
}

// How much the signs of a speaker count for that are less than a certain name.
const (
	byGuess       = 0.8 // the name of a speaker who is not certain
	byPronoun     = 0.9 // a pronoun after a statement with the name
	byAttribution = 0.7 // the name stands beside the reported words
	bySameKind    = 0.4 // the question has a pronoun that may mean the speaker
)

// saidBy returns how far a report has the speaker that is asked for, from 0 to 1.
func saidBy(m *matcher, p *passage.Passage, r *passage.Report, own []hit) float64 {
	if !m.question.about.hasSubject() {
		return sameKind(m, r)
	}
	return max(speakerMatch(m, r), byAttribution*subjectIn(m, own, func(h *hit) bool { return attributes(p, r, h) }))
}

// attributes reports whether a word may belong to the words that say who spoke: it is not among
// the reported words, and not after the cue unless the speaker is ("said the mayor").
func attributes(p *passage.Passage, r *passage.Report, h *hit) bool {
	start, end := p.Base+h.start, p.Base+h.end
	if r.Covers(start, end) {
		return false
	}
	return r.Cue == nil || end <= r.Cue.Start || r.Speaker != nil && r.Speaker.Mention.Start > r.Cue.Start
}

// speakerMatch returns the part of the name that is asked about that names the report's
// speaker, less if the speaker is not certain.
func speakerMatch(m *matcher, r *passage.Report) float64 {
	if r.Speaker == nil {
		return 0
	}
	if !m.question.about.hasSubject() {
		return sameKind(m, r)
	}
	names := strings.Join(append([]string{r.Speaker.Name, r.Speaker.Role, r.Mention}, r.Speaker.Aliases...), "\n")
	match := m.part(func(c *Clause) bool { return c.subject && c.Postings > 0 }, names)
	if !r.Speaker.Certain {
		match *= byGuess
	}
	return match
}

// sameKind returns bySameKind if the question asks for the words of "he", "she" or "they", and
// the speaker may be meant.
func sameKind(m *matcher, r *passage.Report) float64 {
	asked := m.question.about.pronoun
	if asked == noPronoun || r.Speaker == nil {
		return 0
	}
	if said := pronounOf(r.Mention); said != noPronoun && said != asked {
		return 0
	}
	several := r.Speaker.Kind == corpus.Organisation || r.Speaker.Kind == corpus.Group || r.Speaker.Kind == corpus.Government
	if several != (asked == pronounThey) && r.Speaker.Kind != corpus.UnknownKind {
		return 0
	}
	return bySameKind
}

// subjectIn returns the part of the name that is asked about that is among the hits that fit.
func subjectIn(m *matcher, hits []hit, fits func(*hit) bool) float64 {
	best := strongest(hits, fits)
	part, _ := m.share(&best, func(c *Clause) bool { return c.subject && c.Postings > 0 })
	return part
}

// minSpeakerMatch is the part of the name that is asked about that must name the speaker if
// the statement counts as theirs.
const minSpeakerMatch = 0.5

// withSpeaker returns the hits of a statement that is the asked speaker's, with one at its
// beginning for each word of the name that it lacks: "She said that …" is found by her name.
func withSpeaker(m *matcher, own []hit, p *passage.Passage, i int, s spoken) []hit {
	if s.whose < minSpeakerMatch || !m.question.about.hasSubject() {
		return own
	}
	var named []hit
	start := p.Statements[i].Span.Start
	position := -1
	for k := range m.clauses {
		c := &m.clauses[k]
		if !c.subject || c.Postings == 0 || slices.ContainsFunc(own, func(h hit) bool { return h.clause == k }) {
			continue
		}
		if position < 0 {
			position = 0
			wording.EachWord(p.Text[:start], func(int, int) { position++ })
		}
		named = append(named, hit{clause: k, weight: s.whose, position: position, start: start, end: start})
	}
	return append(named, own...)
}

// measureSpeech compares the statement's reports with the speaker and the topic that are
// asked for.
func measureSpeech(m *matcher, s *Scored, around surroundings) {
	if !m.question.about.asked {
		return
	}
	f := &s.Features
	if len(around.spoken.reports) > 0 {
		f[reported] = 1
	}
	f[speakerIs] = around.spoken.whose
	for i := range around.spoken.reports {
		speaker, topic := around.spoken.matches[i], topicMatch(m, s, &around.spoken.reports[i])
		if i == 0 || speaker+topic > f[speakerIs]+f[topicIn] {
			f[speakerIs], f[topicIn] = speaker, topic
		}
	}
	if f[speakerIs] >= minSpeakerMatch && f[topicIn] == 0 {
		f[topicNear] = float64(f[speakerIs] * around.topic)
	}
	measureDenial(m, s, around.spoken.reports)
}

// topicMatch returns the part of the other words of the question that is in the report's
// words. Words that no passage holds do not count.
func topicMatch(m *matcher, s *Scored, r *passage.Report) float64 {
	return topicAmong(m, s.hits, func(h *hit) bool { return r.Covers(s.Passage.Base+h.start, s.Passage.Base+h.end) })
}

// topicAmong returns the part of the question's words, without those that ask for a person's words
// and without unknown ones, that is among the hits that fit.
func topicAmong(m *matcher, hits []hit, fits func(*hit) bool) float64 {
	best := strongest(hits, fits)
	part, _ := m.share(&best, func(c *Clause) bool { return c.isMatter() && c.Postings > 0 })
	return part
}
