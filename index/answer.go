package index

import (
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
)

// answers makes the answers of the ranked statements.
func (s *inquiry) answers(ranked []rank.Scored) ([]corpus.Answer, error) {
	g := s.gather()
	for i := range ranked {
		confidence := func() float64 { return s.confidence(ranked[i:]) }
		if err := g.add(&ranked[i], confidence); err != nil {
			return nil, err
		}
		if s.refused && !s.query.Individual() {
			break
		}
	}
	return g.answers, nil
}

// gathering makes answers of statements one by one, in the order in which they
// are answered. What is said in the same words in other articles is listed with
// the first.
type gathering struct {
	*inquiry
	answers  []corpus.Answer
	bySaying map[uint64]*merged
}

func (s *inquiry) gather() *gathering {
	return &gathering{inquiry: s, answers: []corpus.Answer{}, bySaying: make(map[uint64]*merged)}
}

// full reports whether there are as many answers as are asked for.
func (g *gathering) full() bool { return len(g.answers) >= g.limit() }

// add makes an answer of the statement, unless the filters or its confidence
// leave it out, or it only repeats what was said.
func (g *gathering) add(r *rank.Scored, confidence func() float64) error {
	key := rank.Saying(r.Text())
	first := g.bySaying[key]
	if first == nil && g.full() || first != nil && first.articles[r.Passage.Article] {
		return nil
	}
	report, fits, err := g.matchingReport(r)
	if passage.IsDamaged(err) || err == nil && !fits {
		return nil
	}
	if err != nil {
		return err
	}
	cited, err := g.citation(r)
	if passage.IsDamaged(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if first != nil {
		first.articles[r.Passage.Article] = true
		g.answers[first.answer].Also = append(g.answers[first.answer].Also, cited.Citation)
		return nil
	}
	answer := newAnswer(r, report, cited)
	answer.Confidence = confidence()
	if answer.Confidence < g.query.Threshold && (len(g.answers) == 0 || g.query.Individual()) {
		g.refused = true
		return nil
	}
	g.bySaying[key] = &merged{len(g.answers), map[passage.Key]bool{r.Passage.Article: true}}
	g.answers = append(g.answers, answer)
	return nil
}

// confidence is how sure it is that the first of the ranked statements answers
// the question, 0 to 1.
func (s *inquiry) confidence(ranked []rank.Scored) float64 {
	signs := s.matcher.SignsOf(ranked)
	return signs.Confidence()
}

// merged is an answer with the articles that it stands in.
type merged struct {
	answer   int
	articles map[passage.Key]bool
}

func (s *inquiry) citation(r *rank.Scored) (passage.Citation, error) {
	p := r.Passage
	c, err := s.citationOf(p.Article)
	c.Statement = p.StatementID(r.Statement, c.Article)
	return c, err
}

// citationOf is the citation of an article, read once.
func (s *inquiry) citationOf(key passage.Key) (passage.Citation, error) {
	if c, ok := s.cited[key]; ok {
		return c, nil
	}
	c, err := s.snapshot.Citation(key)
	if err == nil {
		s.cited[key] = c
	}
	return c, err
}

// newAnswer is the answer that the statement is, with the report that matched,
// if one did.
func newAnswer(r *rank.Scored, report *passage.Report, c passage.Citation) corpus.Answer {
	p := r.Passage
	st := p.Statements[r.Statement]
	a := corpus.Answer{
		ID: c.Statement, Guild: c.Guild, Article: c.Article, Title: c.Title, Publisher: c.Publisher, URL: c.URL,
		Published: c.Published, Origin: c.Origin,
		Span: corpus.Span{Start: p.Base + st.Span.Start, End: p.Base + st.Span.End}, Text: strings.Clone(r.Text()),
		Kind: corpus.Narrated, Quotes: []corpus.Span{}, Also: []corpus.Citation{}, Score: r.Score,
		Corrected: st.Corrected, Reworded: st.Reworded, PageChanged: c.PageChanged,
	}
	if report == nil {
		return a
	}
	a.Corrected = report.Corrected
	a.Kind, a.Class, a.Content, a.Cue = report.Kind, report.Class, report.Content, report.Cue
	a.Quotes, a.Probability = slices.Clone(report.Quotes), report.Probability
	if speaker := report.Speaker; speaker != nil {
		a.Speaker, a.Role, a.Certain = speaker.Name, speaker.Role, speaker.Certain
		a.Mention = &corpus.Mention{Span: speaker.Mention, Text: report.Mention}
	}
	return a
}

// matchingReport is the report of the statement whose words match the question
// best; nil where the match lies outside every report. It is false where the
// query's filters leave the statement out.
func (s *inquiry) matchingReport(r *rank.Scored) (*passage.Report, bool, error) {
	reports, err := s.snapshot.Reports(r.Passage, r.Statement)
	if err != nil {
		return nil, false, err
	}
	if f := s.filter; len(f.speaker) > 0 || f.kind != "" && f.kind != corpus.Narrated {
		reports = slices.DeleteFunc(reports, func(one passage.Report) bool { return !f.takes(&one) })
		if len(reports) == 0 {
			return nil, false, nil
		}
		return s.matcher.Closest(r, reports, true), true, nil
	}
	report := s.matcher.Closest(r, reports, false)
	return report, report == nil || s.filter.kind == "", nil
}

// takes reports whether the report is of the speaker and the kind asked for.
func (f *filter) takes(r *passage.Report) bool {
	if f.kind != "" && r.Kind != f.kind {
		return false
	}
	if len(f.speaker) == 0 {
		return true
	}
	if r.Speaker == nil || !r.Speaker.Certain {
		return false
	}
	for _, name := range append([]string{r.Speaker.Name}, r.Speaker.Aliases...) {
		words := rank.NameWords(name)
		if !slices.ContainsFunc(f.speaker, func(w string) bool { return !slices.Contains(words, w) }) {
			return true
		}
	}
	return false
}
