package rank

import (
	"strings"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// surroundings are the measures of a statement's passage that its features need.
type surroundings struct {
	context, all, topic   float64
	before, after         float64
	hitsBefore, hitsAfter []hit
	spoken                spoken
}

// measureFill measures how much of the words that the statement lacks are in the statements
// before and after it. If the question asks for a person's words, it does so only for
// statements of theirs whose reported words hold none of the matter: "It can be mended".
func measureFill(m *matcher, s *Scored, around surroundings) {
	if m.question.about.hasSubject() && (s.Features[speakerIs] < minSpeakerMatch || s.Features[topicIn] > 0) {
		return
	}
	own, prev, next := strongest(s.hits, nil), strongest(around.hitsBefore, nil), strongest(around.hitsAfter, nil)
	f := &s.Features
	for i, c := range m.clauses {
		f[fillBefore] += float64(c.Weight * max(0, prev[i]-own[i]))
		f[fillAfter] += float64(c.Weight * max(0, next[i]-own[i]))
	}
	f[fillBefore] /= m.total
	f[fillAfter] /= m.total
	first, _, _ := strings.Cut(s.Text(), " ")
	if _, ok := pointsBack[first]; ok {
		f[pronounFill] = f[fillBefore]
	}
}

// pointsBack are the words that begin a statement about something in the one before it.
var pointsBack = wording.WordSet(`It He She They This These His Her Its Their Such`)

// measureArticles measures how much of the question the candidates of a statement's article
// hold together.
func measureArticles(m *matcher, ranked []Scored) {
	type whole struct {
		best         [maxClauses]float64
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
		share := float64(r.Features[inContext] * r.Features[inContext])
		w.share += share
		all += share
	}
	for _, w := range articles {
		w.found = m.sum(&w.best)
	}
	for i := range ranked {
		r := &ranked[i]
		w := articles[r.Passage.Article]
		r.Features[inArticle] = w.found / m.total
		if all > 0 {
			r.Features[articleShare] = w.share / all
		}
	}
}
