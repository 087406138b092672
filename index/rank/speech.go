package rank

import (
	"strings"
	"verbatim/index/passage"
)

// measureSpeech compares the statement's reports with the speaker and the topic that are
// asked for.
func measureSpeech(m *matcher, s *Scored, _ surroundings) {
	if !m.question.about.asked {
		return
	}
	reports, err := s.Passage.Reports(s.Statement)
	if err != nil || len(reports) == 0 {
		return
	}
	f := &s.Features
	f[reported] = 1
	for i := range reports {
		speaker := speakerMatch(m, &reports[i])
		topic := topicMatch(m, s, &reports[i])
		if speaker+topic > f[speakerIs]+f[topicIn] {
			f[speakerIs], f[topicIn] = speaker, topic
		}
	}
}

// speakerMatch returns the part of the name that is asked about that names the report's
// speaker.
func speakerMatch(m *matcher, r *passage.Report) float64 {
	if !m.question.about.hasSubject() || r.Speaker == nil {
		return 0
	}
	names := strings.Join(append([]string{r.Speaker.Name, r.Speaker.Role, r.Mention}, r.Speaker.Aliases...), "\n")
	return m.part(func(c *Clause) bool { return c.subject }, names)
}

// topicMatch returns the part of the other words of the question that is in the report's
// words. Words that no passage holds do not count.
func topicMatch(m *matcher, s *Scored, r *passage.Report) float64 {
	var best [maxClauses]float64
	for _, h := range s.hits {
		if r.Covers(s.Passage.Base+h.start, s.Passage.Base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum, total := 0.0, 0.0
	for i, c := range m.clauses {
		if !c.subject && !c.generic && c.Postings > 0 {
			total += c.Weight
			sum += float64(c.Weight * best[i])
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
