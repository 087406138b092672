package index

import (
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
)

// collector makes answers of statements, which it is given in the order of the answers.
// Statements of other articles in the same words are listed with the first of them.
type collector struct {
	*searchRun
	answers  []corpus.Answer
	nearest  []corpus.Answer // those that are not sure enough, at most query.Nearest
	bySaying map[uint64]*merged
}

func newCollector(s *searchRun) *collector {
	return &collector{searchRun: s, answers: []corpus.Answer{}, bySaying: make(map[uint64]*merged)}
}

// found returns the answers, or why there are none with the nearest statements.
func (c *collector) found() corpus.Found {
	if len(c.answers) > 0 {
		return corpus.Found{Answers: c.answers}
	}
	slices.SortStableFunc(c.nearest, byConfidence)
	return corpus.Found{Answers: c.answers, Refusal: c.refusal(), Nearest: c.nearest}
}

// full reports whether there are as many answers as the query asks for.
func (c *collector) full() bool { return len(c.answers) >= c.limit() }

// add makes an answer of the statement. It does not if a filter or the confidence rules
// the statement out, or if an earlier one of its article has the same words.
func (c *collector) add(r *rank.Scored, confidence func() float64) error {
	key := r.Saying()
	first := c.bySaying[key]
	if first == nil && c.full() || first != nil && first.articles[r.Passage.Article] {
		return nil
	}
	report, fits, err := c.matchingReport(r)
	if passage.IsDamaged(err) || err == nil && !fits {
		return nil
	}
	if err != nil {
		return err
	}
	cited, err := c.citation(r)
	if passage.IsDamaged(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if first != nil {
		first.articles[r.Passage.Article] = true
		c.answers[first.answer].Also = append(c.answers[first.answer].Also, cited.Citation)
		return nil
	}
	answer := newAnswer(r, report, cited)
	answer.Confidence = confidence()
	if c.unsure(&answer) {
		c.refused = true
		c.addNearest(&answer)
		return nil
	}
	c.bySaying[key] = &merged{len(c.answers), map[passage.Key]bool{r.Passage.Article: true}}
	c.answers = append(c.answers, answer)
	return nil
}

// addRanked adds the ranked statements, best first, until the confidence is too low.
func (c *collector) addRanked(ranked []rank.Scored) error {
	for i := range ranked {
		confidence := func() float64 { return c.confidence(ranked[i:]) }
		if err := c.add(&ranked[i], confidence); err != nil {
			return err
		}
		if c.refused && !c.query.Individual() && !ranked[i].Read() && (c.read || !c.wantsNearest()) {
			break
		}
	}
	return nil
}

// unsure reports whether the next statement is left out for its confidence.
func (c *collector) unsure(a *corpus.Answer) bool {
	if c.query.Individual() || c.read {
		return a.Confidence < c.query.Threshold
	}
	return c.refused || len(c.answers) == 0 && a.Confidence < c.query.Threshold
}

// wantsNearest reports whether there is room for a statement that is near to an answer.
func (c *collector) wantsNearest() bool {
	return len(c.answers) == 0 && len(c.nearest) < min(c.query.Nearest, corpus.MaxNearest)
}

// addNearest keeps a statement that is not sure enough, unless one in its words is kept.
func (c *collector) addNearest(a *corpus.Answer) {
	same := func(other corpus.Answer) bool { return rank.Saying(other.Text) == rank.Saying(a.Text) }
	if c.wantsNearest() && !slices.ContainsFunc(c.nearest, same) {
		c.nearest = append(c.nearest, *a)
	}
}

// merged is an answer with the articles that its words are in.
type merged struct {
	answer   int
	articles map[passage.Key]bool
}

// newAnswer makes an answer of the statement, with the report that matched, or nil.
func newAnswer(r *rank.Scored, report *passage.Report, cited passage.Citation) corpus.Answer {
	p := r.Passage
	st := p.Statements[r.Statement]
	a := corpus.Answer{
		ID: cited.Statement, Guild: cited.Guild, Article: cited.Article, Title: cited.Title, Publisher: cited.Publisher, URL: cited.URL,
		Published: cited.Published, Origin: cited.Origin,
		Span: corpus.Span{Start: p.Base + st.Span.Start, End: p.Base + st.Span.End}, Text: strings.Clone(r.Text()),
		Kind: corpus.Narrated, Quotes: []corpus.Span{}, Also: []corpus.Citation{}, Score: r.Score,
		Corrected: st.Corrected, Reworded: st.Reworded, PageChanged: cited.PageChanged,
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
