package rank

import (
	"cmp"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// closest returns the report to show with a statement, the one that is asked for if there are
// several. It returns nil if the article itself speaks to the question: no report says who
// spoke or has words in quotation marks, and the match is outside of all of them. If always is
// set, it returns a report whatever matches. If two fit equally, the surer one is returned, and
// then the first.
func closest(m *matcher, r *Scored, reports []passage.Report, always bool) *passage.Report {
	if some := identified(reports); len(some) > 0 {
		reports, always = some, true
	}
	var best *passage.Report
	most := 0.0
	for i := range reports {
		one := &reports[i]
		if merit := merit(m, r, one); best == nil || merit > most || merit == most && surer(one, best) {
			best, most = one, merit
		}
	}
	if best == nil || always {
		return best
	}
	outside, inside := outside(m, r, reports), inside(m, r, best)
	if outside > inside || outside+inside == 0 && touched(m, r, best) == 0 {
		return nil
	}
	return best
}

// identified returns the reports that show that somebody speaks: they have a speaker, certain
// or not, or words in quotation marks. One of them is shown, whatever matches, so that nobody's
// words are taken for the article's own.
func identified(reports []passage.Report) []passage.Report {
	var some []passage.Report
	for _, one := range reports {
		if one.Speaker != nil || len(one.Quotes) > 0 {
			some = append(some, one)
		}
	}
	return some
}

// touchedPart is the part of their weight that words count for which name a report's speaker or
// its cue, beside words that are in what was said.
const touchedPart = 0.5

// merit says how well a report fits the question: by the words that it reports, by the words
// that name its speaker or its cue, by whose words are asked for, and by whether a denial is.
func merit(m *matcher, r *Scored, one *passage.Report) float64 {
	inside := inside(m, r, one)
	sum := inside + float64(touchedPart*(touched(m, r, one)-inside)) + float64(speakerMatch(m, one)*m.total)
	if m.question.about.denial && one.Class == corpus.Denies {
		sum += m.total
	}
	return sum
}

// surer reports whether a report is surer than another: of a certain speaker, or else the more
// probable one.
func surer(one, than *passage.Report) bool {
	certain := func(r *passage.Report) int {
		if r.Speaker != nil && r.Speaker.Certain {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(certain(one), certain(than)), cmp.Compare(one.Probability, than.Probability)) > 0
}

// inside returns the weight of the question's words in the report's words.
func inside(m *matcher, r *Scored, one *passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool { return one.Covers(start, end) })
}

// touched returns the weight of the question's words in the report's words, its speaker's
// mention and its cue.
func touched(m *matcher, r *Scored, one *passage.Report) float64 {
	return m.weigh(r, func(start, end int) bool { return one.Touches(start, end) })
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
