package index

import (
	"math"
	"strings"
)

// maxClauses bounds the words of a question that are searched for; the ones
// that tell the least are left out.
const maxClauses = 32

// features are what speaks for a statement, each about 0 to 1.
type features [featureCount]float64

// The features.
const (
	inText    = iota // BM25 of the statement, as a part of the question's weight
	inContext        // the same of its passage
	covered          // weight of the words in the statement
	inOrder          // weight of neighbouring words that stand close together in order
	namesIn          // weight of the question's names and numbers in the statement
	speakerIs        // how much of who is asked about is the report's speaker
	topicIn          // how much of what is asked stands in the report's words
	reported         // somebody's words are asked for, and these are
	shortness        // 1 for a usual length and below
	featureCount
)

// weights are what the features count.
var weights = features{
	inText: 1, inContext: 0.8, covered: 0.3, inOrder: 0.25, namesIn: 0.1,
	speakerIs: 0.5, topicIn: 0.4, reported: 0.1, shortness: 0.02,
}

// measure fills in the statement's features and its score.
func (m *matcher) measure(s *scored, context float64) {
	text := s.text()
	f := &s.features
	f[inText] = m.coverage(s.hits, text, statementBytes)
	f[inContext] = context
	f[covered], f[namesIn] = m.covered(s.hits)
	f[inOrder] = m.ordered(s.hits)
	f[shortness] = 1 / math.Max(1, float64(len(text))/statementBytes)
	if m.question.about.asked {
		m.measureSpeech(s)
	}
	for i, v := range f {
		s.score += weights[i] * v
	}
}

// text is the statement's text.
func (s *scored) text() string { return s.passage.statements[s.statement].span.In(s.passage.text) }

// covered is the part of the question's weight that the hits cover, and the
// part of its names' and numbers'.
func (m *matcher) covered(hits []hit) (all, names float64) {
	var best [maxClauses]float64
	for _, h := range hits {
		best[h.clause] = max(best[h.clause], h.weight)
	}
	namesTotal := 0.0
	for i, c := range m.clauses {
		all += c.weight * best[i]
		if c.name || c.number {
			names += c.weight * best[i]
			namesTotal += c.weight
		}
	}
	if m.total > 0 {
		all /= m.total
	}
	if namesTotal > 0 {
		names /= namesTotal
	}
	return all, names
}

// nearby is how many words two neighbours of the question may be apart.
const nearby = 4

// ordered is the part of the question's weight in pairs of neighbouring words
// that stand close together in the same order.
func (m *matcher) ordered(hits []hit) float64 {
	if len(m.clauses) < 2 {
		return 0
	}
	var paired [maxClauses]bool
	for i, a := range hits {
		for _, b := range hits[i+1:] {
			if b.position-a.position > nearby {
				break
			}
			if b.clause == a.clause+1 && b.position > a.position {
				paired[a.clause] = true
			}
		}
	}
	sum, total := 0.0, 0.0
	for i := range m.clauses[:len(m.clauses)-1] {
		weight := min(m.clauses[i].weight, m.clauses[i+1].weight)
		total += weight
		if paired[i] {
			sum += weight
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
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

// topicMatch is the part of what is asked that stands in the report's words.
func (m *matcher) topicMatch(s *scored, r *report) float64 {
	var best [maxClauses]float64
	for _, h := range s.hits {
		if r.covers(s.passage.base+h.start, s.passage.base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum, total := 0.0, 0.0
	for i, c := range m.clauses {
		if !c.subject && !c.generic {
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
