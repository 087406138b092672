package rank

import "verbatim/index/passage"

// Closest is the report whose words match best, nil where more of the question
// stands outside all of them and nobody's words are asked for; one in any case
// where always is set.
func (m *Matcher) Closest(r *Scored, reports []passage.Report, always bool) *passage.Report {
	var best *passage.Report
	bestInside, bestSpeaker := 0.0, 0.0
	for i := range reports {
		one := &reports[i]
		inside, speaker := m.inside(r, one), m.speakerMatch(one)
		if best == nil || inside+speaker*m.total > bestInside+bestSpeaker*m.total {
			best, bestInside, bestSpeaker = one, inside, speaker
		}
	}
	if best == nil || always {
		return best
	}
	outside := m.outside(r, reports)
	if outside > bestInside && bestSpeaker < minSpeakerMatch || bestInside+outside == 0 && !m.named(r, best) {
		return nil
	}
	return best
}

// named reports whether the question names the report's speaker or cue.
func (m *Matcher) named(r *Scored, one *passage.Report) bool {
	return m.weigh(r, func(start, end int) bool { return one.Touches(start, end) }) > 0
}

// minSpeakerMatch is the part of who is asked about that must be the speaker for
// a report to match by its speaker alone.
const minSpeakerMatch = 0.5

// inside is the weight of the question's words in the report's.
func (m *Matcher) inside(r *Scored, one *passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool { return one.Covers(start, end) })
}

// outside is the weight of the question's words that stand in no report's words,
// nor name its cue or its speaker.
func (m *Matcher) outside(r *Scored, reports []passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool {
		for i := range reports {
			if reports[i].Touches(start, end) {
				return false
			}
		}
		return true
	})
}

// weigh is the weight of the clauses with a hit at such bytes of the article.
func (m *Matcher) weigh(r *Scored, at func(start, end int) bool) float64 {
	var best [MaxClauses]float64
	for _, h := range r.hits {
		if !m.Clauses[h.clause].generic && at(r.Passage.Base+h.start, r.Passage.Base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum := 0.0
	for i := range m.Clauses {
		sum += m.Clauses[i].Weight * best[i]
	}
	return sum
}
