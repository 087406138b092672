package index

import (
	"math"
	"strings"

	"verbatim/corpus"
)

// measureAnswerPlace fills in how near to the question's words the statement has
// what is asked for: "eleven stalls" answers "how many stalls". It returns all
// that the statement has.
func (m *matcher) measureAnswerPlace(s *scored, text string) aspect {
	start := s.hits[0].position // the position of the statement's first word
	eachWord(text[:s.hits[0].start-s.span().Start], func(int, int) { start-- })
	var holds aspect
	best := 0.0
	eachAspect(text, m.asks, func(is aspect, at int) {
		holds |= is
		if is&m.question.wants == 0 {
			return
		}
		sum := 0.0
		for _, h := range s.hits {
			if d := math.Abs(float64(h.position - start - at)); d > 0 {
				sum += m.clauses[h.clause].weight * h.weight / (1 + d)
			}
		}
		best = max(best, sum)
	})
	s.features[answerNear] = best / m.total
	return holds
}

// span is the statement's bytes in the passage.
func (s *scored) span() corpus.Span { return s.passage.statements[s.statement].span }

// measureFill fills in what the statements before and after have of what this
// one lacks, which it may well speak of too. Where somebody's words are asked
// for, these themselves must hold it.
func (m *matcher) measureFill(s *scored, before, after []hit, text string) {
	if m.question.about.hasSubject() {
		return
	}
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
	first, _, _ := strings.Cut(text, " ")
	if _, ok := pointsBack[first]; ok {
		f[pronounFill] = f[fillBefore]
	}
}

// pointsBack are the words that begin a statement about what was spoken of
// before it.
var pointsBack = wordSet(`It He She They This These His Her Its Their Such`)

// measureArticles fills in what the passages of a statement's article that are
// candidates hold together.
func (m *matcher) measureArticles(ranked []scored) {
	type whole struct {
		best         [maxClauses]float64
		found, share float64
	}
	articles, all := make(map[articleKey]*whole), 0.0
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
		share := r.features[inContext] * r.features[inContext]
		w.share += share
		all += share
	}
	for _, w := range articles {
		for i, c := range m.clauses {
			w.found += c.weight * w.best[i]
		}
	}
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.passage.article]
		r.features[inArticle] = w.found / m.total
		r.features[articleShare] = w.share / all
	}
}
