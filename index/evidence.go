package index

import (
	"math"
	"strings"

	"verbatim/corpus"
)

// measureAnswerPlace fills in how near to the question's words the statement has
// what is asked for: "eleven stalls" answers "how many stalls".
func (m *matcher) measureAnswerPlace(s *scored, text string) {
	wants := m.question.wants
	if wants == 0 || len(s.hits) == 0 {
		return
	}
	best := 0.0
	position := s.hits[0].position // of the statement's first word, found below
	first := 0
	eachWord(text[:s.hits[0].start-s.span().Start], func(int, int) { first++ })
	position -= first
	eachAspect(text, m.asks, func(is aspect, at int) {
		if is&wants == 0 {
			return
		}
		sum := 0.0
		for _, h := range s.hits {
			if d := math.Abs(float64(h.position - position - at)); d > 0 {
				sum += m.clauses[h.clause].weight * h.weight / (1 + d)
			}
		}
		best = max(best, sum)
	})
	s.features[answerNear] = best / m.total
}

// span is the statement's bytes in the passage.
func (s *scored) span() corpus.Span { return s.passage.statements[s.statement].span }

// measureNearness fills in how close the question's words stand, by how much
// they tell, whatever their order.
func (m *matcher) measureNearness(s *scored) {
	sum := 0.0
	for i, a := range s.hits {
		for _, b := range s.hits[i+1:] {
			d := b.position - a.position
			if d > 8 {
				break
			}
			if a.clause != b.clause && d > 0 {
				sum += min(m.clauses[a.clause].weight*a.weight, m.clauses[b.clause].weight*b.weight) / float64(d)
			}
		}
	}
	s.features[nearness] = min(1.5, sum/m.total)
}

// measureFill fills in what the statements before and after have of what this
// one lacks, which they may well speak of too.
func (m *matcher) measureFill(s *scored, before, after []hit, text string) {
	var own, prev, next [maxClauses]float64
	for _, h := range s.hits {
		own[h.clause] = max(own[h.clause], h.weight)
	}
	for _, h := range before {
		prev[h.clause] = max(prev[h.clause], h.weight)
	}
	for _, h := range after {
		next[h.clause] = max(next[h.clause], h.weight)
	}
	f := &s.features
	for i, c := range m.clauses {
		f[fillBefore] += c.weight * max(0, prev[i]-own[i])
		f[fillAfter] += c.weight * max(0, next[i]-own[i])
	}
	f[fillBefore] /= m.total
	f[fillAfter] /= m.total
	word, _, _ := strings.Cut(text, " ")
	switch word {
	case "It", "He", "She", "They", "This", "These", "His", "Her", "Its", "Their", "Such":
		f[pronounFill] = f[fillBefore]
	}
}

// measureNew fills in how much the statement says that the question does not.
func (m *matcher) measureNew(s *scored, text string) {
	n := 0
	eachWord(text, func(start, end int) {
		if end-start > 3 {
			n++
		}
	})
	n -= len(s.hits)
	s.features[newWords] = math.Min(1, math.Max(0, float64(n))/8)
}

// measureArticles fills in what the passages of a statement's article that are
// candidates hold together.
func (m *matcher) measureArticles(ranked []scored) {
	type whole struct {
		best  [maxClauses]float64
		found float64
		count float64
	}
	articles := make(map[articleKey]*whole)
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.passage.article]
		if w == nil {
			w = &whole{}
			articles[r.passage.article] = w
		}
		for _, h := range r.hits {
			w.best[h.clause] = max(w.best[h.clause], h.weight)
		}
		w.count += r.features[inContext] * r.features[inContext]
	}
	all := 0.0
	for _, w := range articles {
		for i, c := range m.clauses {
			w.found += c.weight * w.best[i]
		}
		all += w.count
	}
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.passage.article]
		r.features[inArticle] = w.found / m.total
		r.features[articleShare] = w.count / all
	}
}
