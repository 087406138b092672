package rank

import (
	"slices"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// Ranker ranks the statements of passages as answers to one question. Only one goroutine may
// use it.
type Ranker struct {
	matcher *matcher
	meaning *meaning

	// Compared is the number of the best statements whose meaning is compared with the
	// question's when they are ordered, which takes longest. The others come after them.
	Compared int

	// Spoken is set if only statements of one speaker are asked for. A statement with a report
	// then need not hold a word of the question, if it takes up what those before it name.
	Spoken bool

	// Unlike is set if it is not known how near the vectors of statements are to the question's.
	// Each statement then counts as if it were as near as an answer usually is.
	Unlike bool

	// Title returns the title of an article, or "". It may be nil.
	Title func(passage.Key) string
}

// comparedByMeaning is the usual number of statements whose meaning is compared.
const comparedByMeaning = 60

// New returns a ranker for a question of which the clauses are looked up.
func New(clauses []Clause, q *Question, stems *wording.Stemmer, v *Vectors) *Ranker {
	return &Ranker{matcher: newMatcher(clauses, q, stems), meaning: newMeaning(v, clauses), Compared: comparedByMeaning}
}

// Clauses returns the clauses of the question.
func (r *Ranker) Clauses() []Clause { return r.matcher.clauses }

// measures measure the features of a statement that do not depend on the other
// candidates. The rest is measured in Order, when all candidates are known.
var measures = [...]func(*matcher, *Scored, surroundings){
	measureText, measureWords, measureOrder, measureAspects, measureSpeech, measureFill,
}

// Statements measures the statements of a passage that hold any word of the question.
func (r *Ranker) Statements(p *passage.Passage) []Scored {
	return r.measure(p, func(int) bool { return false })
}

// measure measures the statements of a passage that hold any word of the question, and those that are wanted besides.
func (r *Ranker) measure(p *passage.Passage, wanted func(statement int) bool) []Scored {
	m := r.matcher
	known := r.knownOf(p)
	hits := slices.Clone(m.scanKnown(p.Text, known))
	around := surroundings{context: m.coverage(hits, p.Text, passageBytes), all: m.coveredBy(hits)}
	around.topic = topicAmong(m, hits, nil)
	inText := make([]float64, len(p.Statements)+2) // with one on each side
	for i, s := range p.Statements {
		inText[i+1] = m.coverage(within(hits, s.Span), s.Span.In(p.Text), statementBytes)
	}
	out := make([]Scored, 0, len(p.Statements))
	for i, s := range p.Statements {
		own := within(hits, s.Span)
		around.before, around.after = inText[i], inText[i+2]
		around.hitsBefore, around.hitsAfter = nil, nil
		if i > 0 {
			around.hitsBefore = within(hits, p.Statements[i-1].Span)
		}
		around.spoken = spokenIn(m, p, i, own, around.hitsBefore, around.spoken)
		own = withSpeaker(m, own, p, i, around.spoken)
		taken := r.Spoken && s.HasReports() && takesUp(p, i, hits)
		if len(own) == 0 && !wanted(i) && !taken {
			continue
		}
		one := Scored{Passage: p, Statement: i, known: known, hits: own}
		if i+1 < len(p.Statements) {
			around.hitsAfter = within(hits, p.Statements[i+1].Span)
		}
		for _, measure := range measures {
			measure(m, &one, around)
		}
		out = append(out, one)
	}
	return out
}

// Order sorts the statements of a question, best first.
func (r *Ranker) Order(ranked []Scored) {
	sortScored(ranked) // so that the sums below do not depend on how the index was built
	measureArticles(r.matcher, ranked)
	for i := range ranked {
		ranked[i].Score = weights.Of(&ranked[i].Features)
	}
	sortScored(ranked)
	first := ranked[:min(len(ranked), r.Compared)]
	for i := range first {
		measureMeaning(r.matcher, r.meaning, &first[i])
		first[i].Score = weights.Of(&first[i].Features)
	}
	sortScored(first)
}

// Signs measures the signs of the first of the ranked statements.
func (r *Ranker) Signs(ranked []Scored) Signs { return signsOf(r.matcher, ranked) }

// ReadSigns measures the signs of a statement that was read.
func (r *Ranker) ReadSigns(s *Scored) ReadSigns { return readSignsOf(r.matcher, s) }

// Confidence returns how sure it is, from 0 to 1, that the first of the ranked statements
// answers the question. It is 0 if the words of a person are asked for whom no article names.
func (r *Ranker) Confidence(ranked []Scored) float64 {
	if speakerUnknown(r) {
		return 0
	}
	if ranked[0].read {
		return max(readConfidence(r.matcher, &ranked[0]), spokenByName(r, &ranked[0]))
	}
	signs := r.Signs(ranked)
	return max(signs.Confidence(), spokenConfidence(r, &ranked[0]))
}

// Closest returns the report of a statement whose words match the question best. It returns
// nil if the match is outside of all reports, unless always is set.
func (r *Ranker) Closest(s *Scored, reports []passage.Report, always bool) *passage.Report {
	return closest(r.matcher, s, reports, always)
}

// TopicMatch returns the part of the question, without the names and verbs that ask for a
// person's words, that is in the report's words.
func (r *Ranker) TopicMatch(s *Scored, report *passage.Report) float64 {
	return topicMatch(r.matcher, s, report)
}
