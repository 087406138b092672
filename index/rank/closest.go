package rank

import "verbatim/index/passage"

// closest returns the report whose words match the question best. It returns nil if more of
// the question is outside of all reports than in it and the question does not ask for the
// speaker's words, unless always is set.
func closest(m *matcher, r *Scored, reports []passage.Report, always bool) *passage.Report {
	var best *passage.Report
	bestInside, bestSpeaker := 0.0, 0.0
	for i := range reports {
		one := &reports[i]
		inside, speaker := inside(m, r, one), speakerMatch(m, one)
		if best == nil || inside+float64(speaker*m.total) > bestInside+float64(bestSpeaker*m.total) {
			best, bestInside, bestSpeaker = one, inside, speaker
		}
	}
	if best == nil || always {
		return best
	}
	outside := outside(m, r, reports)
	if outside > bestInside && bestSpeaker < minSpeakerMatch || bestInside+outside == 0 && !named(m, r, best) {
		return nil
	}
	return best
}

// named reports whether the question names the report's speaker or cue.
func named(m *matcher, r *Scored, one *passage.Report) bool {
	return m.weigh(r, func(start, end int) bool { return one.Touches(start, end) }) > 0
}

// minSpeakerMatch is the part of the name that is asked about that must name the speaker if
// a report matches by its speaker only.
const minSpeakerMatch = 0.5

// inside returns the weight of the question's words in the report's words.
func inside(m *matcher, r *Scored, one *passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool { return one.Covers(start, end) })
}

// outside returns the weight of the question's words that are in no report's words and name
// neither its cue nor its speaker.
func outside(m *matcher, r *Scored, reports []passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool {
		for i := range reports {
			if reports[i].Touches(start, end) {
				return false
			}
		}
		return true
	})
}
