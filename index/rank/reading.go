package rank

import (
	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/internal/exact"
)

// Candidate is a passage whose statements may be read with the question.
type Candidate struct {
	Passage *passage.Passage
	Title   string    // of its article
	Whole   bool      // statements without any of the question's words count as well
	Similar []float64 // how near each statement's vector is to the question's, 0 if that is not known; nil: of none
}

// Candidates measures the statements of a passage for choosing which to read.
func (r *Ranker) Candidates(c Candidate) []Scored {
	near := func(i int) float64 {
		if c.Similar == nil {
			return 0
		}
		return c.Similar[i]
	}
	out := r.measure(c.Passage, func(i int) bool { return c.Whole || near(i) > 0 })
	title := r.matcher.holds(c.Title)
	for i := range out {
		f := &out[i].Features
		f[similar] = near(out[i].Statement)
		measureTitle(r.matcher, &out[i], &title)
	}
	return out
}

// holds returns, for each clause, how much of it a text holds.
func (m *matcher) holds(text string) [maxClauses]float64 {
	return strongest(m.scan(text), func(h *hit) bool { return !h.soft })
}

// measureTitle measures how much of the question is in the title of the statement's article, and in it only.
func measureTitle(m *matcher, s *Scored, title *[maxClauses]float64) {
	own := strongest(s.hits, nil)
	f := &s.Features
	for i := range m.clauses {
		weight := m.clauses[i].Weight
		f[inTitle] += float64(weight * title[i])
		f[fillTitle] += float64(weight * max(0, title[i]-own[i]))
	}
	f[inTitle] /= m.total
	f[fillTitle] /= m.total
	if s.Passage.Statements[s.Statement].Kind != corpus.Narrated {
		f[speaks] = 1
	}
}

// usuallySimilar is how near the vector of an answer usually is to that of its question: the median of the answers to the questions of a pack.
const usuallySimilar = 0.39

// Choose sorts the statements, those first that are most worth reading.
func (r *Ranker) Choose(all []Scored) {
	sortScored(all)
	measureArticles(r.matcher, all)
	nearest := make(map[passage.Key]float64)
	for i := range all {
		key := all[i].Passage.Article
		nearest[key] = max(nearest[key], all[i].Features[similar])
	}
	for i := range all {
		measureMeaning(r.matcher, r.meaning, &all[i])
		all[i].Features[similarArticle] = nearest[all[i].Passage.Article]
		if r.Unlike {
			all[i].Features[similar], all[i].Features[similarArticle] = usuallySimilar, usuallySimilar
		}
		all[i].Score = chosen.Of(&all[i].Features)
	}
	sortScored(all)
}

// Judge sorts the statements after the first have been read: these come first, the others follow in their order. Score i is the reader's of
// statement i.
func (r *Ranker) Judge(all []Scored, scores []float32) {
	for i, v := range scores {
		s := &all[i]
		s.read = true
		s.Features[answers] = float64(v)
		s.Score = judged(s)
	}
	read := all[:len(scores)]
	sortScored(read)
	if len(read) == 0 {
		return
	}
	measureShares(read)
	least := read[len(read)-1].Score
	for i := range all[len(read):] {
		s := &all[len(read)+i]
		s.Score = min(s.Score, least)
	}
}

// judged returns the score of a statement that was read.
func judged(s *Scored) float64 {
	return s.Features[answers] + float64(wordsShare*chosen.Of(&s.Features)) + askedOfReader.Of(&s.Features)
}

// Bounds of the shares and leads of statements that were read.
const (
	mostShare = 8.0 // log odds
	mostLead  = 6.0
)

// measureShares measures how the statements that were read, best first, stand to each other.
func measureShares(read []Scored) {
	weight := make([]float64, len(read))
	all := 1.0 // no answer
	for i := range read {
		weight[i] = exact.Exp(max(-mostShare, min(mostShare, read[i].Features[answers])))
		all += weight[i]
	}
	for i := range read {
		odds := exact.Log(weight[i] / (all - weight[i]))
		read[i].share = max(-mostShare, min(mostShare, odds))
		other := 0
		if i == 0 {
			other = min(1, len(read)-1)
		}
		read[i].lead = max(-mostLead, min(mostLead, read[i].Score-read[other].Score))
	}
}
