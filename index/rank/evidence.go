package rank

import (
	"math"
	"strings"

	"verbatim/index/passage"
)

// measureAnswerPlace fills in how near to the question's words the statement has
// what is asked for: "eleven stalls" answers "how many stalls". It returns all
// that the statement has.
func (m *Matcher) measureAnswerPlace(s *Scored, text string) aspect {
	start := s.hits[0].position // the position of the statement's first word
	EachWord(text[:s.hits[0].start-s.span().Start], func(int, int) { start-- })
	var holds aspect
	best := 0.0
	eachAspect(text, m.asks, func(is aspect, at int) {
		holds |= is
		if is&m.question.Wants == 0 {
			return
		}
		sum := 0.0
		for _, h := range s.hits {
			if d := math.Abs(float64(h.position - start - at)); d > 0 {
				sum += m.Clauses[h.clause].Weight * h.weight / (1 + d)
			}
		}
		best = max(best, sum)
	})
	s.Features[answerNear] = best / m.total
	return holds
}

// measureFill fills in what the statements before and after have of what this
// one lacks, which it may well speak of too. Where somebody's words are asked
// for, these themselves must hold it.
func (m *Matcher) measureFill(s *Scored, before, after []hit, text string) {
	if m.question.about.hasSubject() {
		return
	}
	var own, prev, next [MaxClauses]float64
	for _, h := range s.hits {
		own[h.clause] = max(own[h.clause], h.weight)
	}
	for _, h := range before {
		prev[h.clause] = max(prev[h.clause], h.weight)
	}
	for _, h := range after {
		next[h.clause] = max(next[h.clause], h.weight)
	}
	f := &s.Features
	for i, c := range m.Clauses {
		f[fillBefore] += c.Weight * max(0, prev[i]-own[i])
		f[fillAfter] += c.Weight * max(0, next[i]-own[i])
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
var pointsBack = WordSet(`It He She They This These His Her Its Their Such`)

// measureArticles fills in what the passages of a statement's article that are
// candidates hold together.
func (m *Matcher) measureArticles(ranked []Scored) {
	type whole struct {
		best         [MaxClauses]float64
		found, share float64
	}
	articles, all := make(map[passage.Key]*whole), 0.0
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.Passage.Article]
		if w == nil {
			w = &whole{}
			articles[r.Passage.Article] = w
		}
		for _, h := range r.hits {
			w.best[h.clause] = max(w.best[h.clause], h.weight)
		}
		share := r.Features[inContext] * r.Features[inContext]
		w.share += share
		all += share
	}
	for _, w := range articles {
		for i, c := range m.Clauses {
			w.found += c.Weight * w.best[i]
		}
	}
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.Passage.Article]
		r.Features[inArticle] = w.found / m.total
		r.Features[articleShare] = w.share / all
	}
}
