package rank

import (
	"slices"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// inPassage is what a word counts for that is in the statement's passage or its title, and
// neither in the statement nor in the one before it.
const inPassage = 0.7

// spokenConfidence returns the least confidence in a statement of the speaker whose words are
// asked for, or of anybody if the question is what was said about a matter. The matter may be
// named only in the statement before ("it", "that"), or in the title. The confidence is 0 if the
// words of another, or no words, are asked for.
func spokenConfidence(r *Ranker, s *Scored) float64 {
	m := r.matcher
	whose := s.Features[speakerIs]
	switch {
	case r.Spoken, m.question.about.anyone && s.Features[reported] > 0:
		whose = 1
	case !m.question.about.hasSubject() || whose < minSpeakerMatch:
		return 0
	}
	return float64(float64(wholly*whose) * topicAround(r, s))
}

// topicAround returns the part of the question's words, without those that ask for a person's
// words, that the statement and its surroundings hold. It is 1 if there are no such words.
func topicAround(r *Ranker, s *Scored) float64 {
	m := r.matcher
	var best [maxClauses]float64
	near := s.span()
	if s.Statement > 0 {
		near.Start = s.Passage.Statements[s.Statement-1].Span.Start
	}
	for _, h := range m.scan(s.Passage.Text) {
		weight := h.weight
		if h.start < near.Start || h.end > near.End {
			weight *= inPassage
		}
		best[h.clause] = max(best[h.clause], weight)
	}
	if r.Title != nil {
		for _, h := range m.scan(r.Title(s.Passage.Article)) {
			best[h.clause] = max(best[h.clause], inPassage*h.weight)
		}
	}
	if part, some := m.share(&best, (*Clause).isMatter); some {
		return part
	}
	return 1
}

// spokenByName returns spokenConfidence if a question asks for all that somebody said, denied
// or left unsaid, and 0 otherwise. Such a question is answered by any statement of theirs.
func spokenByName(r *Ranker, s *Scored) float64 {
	m := r.matcher
	for i := range m.clauses {
		if m.clauses[i].isMatter() {
			return 0
		}
	}
	if about := m.question.about; (about.denial || about.unsaid) && s.Features[denied] < 1 {
		return 0
	}
	return spokenConfidence(r, s)
}

// speakerUnknown reports whether the question asks for the words of a person whom no article names: a word of the name that no passage holds
// begins with a capital letter, or is no common word and the name no description ("the wee lad"). Other people's words do not answer it.
func speakerUnknown(r *Ranker) bool {
	q := r.matcher.question
	described := q.about.hasSubject() && wording.IsStop([]byte(q.sequence[q.about.from]))
	for i := range r.matcher.clauses {
		c := &r.matcher.clauses[i]
		if c.subject && c.Unknown() && (c.Name || !described && !r.meaning.vectors.Knows(c.Text)) {
			return true
		}
	}
	return false
}

// backWords refer to what was named before.
var backWords = wording.WordSet(`it its this these those them they their`)

// takesUp reports whether a statement without any of the question's words may be about what the
// ones before it name: the one before it holds some of the words, and the statement refers back
// ("They are shy"), or nobody certain speaks in the one before; or the one before refers back to
// another that holds some.
func takesUp(p *passage.Passage, i int, hits []hit) bool {
	if i == 0 {
		return false
	}
	if len(within(hits, p.Statements[i-1].Span)) > 0 {
		return refersBack(p, i) || !certainlySaid(p, i-1)
	}
	return i > 1 && len(within(hits, p.Statements[i-2].Span)) > 0 && refersBack(p, i-1)
}

// refersBack reports whether a statement holds a word that refers to what was named before.
func refersBack(p *passage.Passage, i int) bool {
	return slices.ContainsFunc(wording.NameWords(p.Statements[i].Span.In(p.Text)), func(w string) bool { return isIn(backWords, w) })
}

// certainlySaid reports whether a statement has a report with a certain speaker.
func certainlySaid(p *passage.Passage, i int) bool {
	reports, err := p.Reports(i)
	return err == nil && slices.ContainsFunc(reports, func(r passage.Report) bool { return r.Speaker != nil && r.Speaker.Certain })
}
