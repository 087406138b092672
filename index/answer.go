package index

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// answers makes the answers of the ranked statements.
func (s *inquiry) answers(ranked []scored) ([]corpus.Answer, error) {
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
func (g *gathering) add(r *scored, confidence func() float64) error {
	key := saying(r.text())
	first := g.bySaying[key]
	if first == nil && g.full() || first != nil && first.articles[r.passage.article] {
		return nil
	}
	report, fits, err := g.matchingReport(r)
	if skipped(err) || err == nil && !fits {
		return nil
	}
	if err != nil {
		return err
	}
	cited, err := g.citation(r)
	if skipped(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if first != nil {
		first.articles[r.passage.article] = true
		g.answers[first.answer].Also = append(g.answers[first.answer].Also, cited.Citation)
		return nil
	}
	answer := newAnswer(r, report, cited)
	answer.Confidence = confidence()
	if answer.Confidence < g.query.Threshold && (len(g.answers) == 0 || g.query.Individual()) {
		g.refused = true
		return nil
	}
	g.bySaying[key] = &merged{len(g.answers), map[articleKey]bool{r.passage.article: true}}
	g.answers = append(g.answers, answer)
	return nil
}

// confidence is how sure it is that the first of the ranked statements answers
// the question, 0 to 1.
func (s *inquiry) confidence(ranked []scored) float64 {
	signs := s.matcher.signsOf(ranked)
	return signs.confidence()
}

// merged is an answer with the articles that it stands in.
type merged struct {
	answer   int
	articles map[articleKey]bool
}

// sayingSeed makes the hashes of sayings comparable within a process.
var sayingSeed = maphash.MakeSeed()

// saying is a hash of what two statements must share to be the same: their
// letters and digits.
func saying(text string) uint64 {
	var h maphash.Hash
	h.SetSeed(sayingSeed)
	said := false
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && isWordByte[byte(r)]:
			_ = h.WriteByte(lower(byte(r)))
			said = true
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			_, _ = h.WriteString(string(unicode.ToLower(r)))
			said = true
		}
	}
	if !said {
		_, _ = h.WriteString(text)
	}
	return h.Sum64()
}

func (s *inquiry) citation(r *scored) (citation, error) {
	p := r.passage
	c, err := s.citationOf(p.article)
	c.Statement = unpackStatement(p.statements[r.statement].id, c.Article, r.text())
	return c, err
}

// citationOf is the citation of an article, read once.
func (s *inquiry) citationOf(key articleKey) (citation, error) {
	if c, ok := s.cited[key]; ok {
		return c, nil
	}
	c, err := s.snapshot.citation(key)
	if err == nil {
		s.cited[key] = c
	}
	return c, err
}

// citation is the citation of an article. The error is errPassage where it is
// damaged, of which note has been taken then.
func (s *snapshot) citation(key articleKey) (citation, error) {
	number, found := uint64(0), false
	if err := s.eachPosting("_id", string(key[:]), func(n, _ uint64) { number, found = n, true }); err != nil {
		return citation{}, err
	}
	if !found {
		err := fmt.Errorf("%w: its article's citation is missing", errPassage)
		s.damage.note(key, s.turn, err)
		return citation{}, err
	}
	stored, err := s.stored(number)
	if err != nil {
		return citation{}, err
	}
	c, err := decodeCitation(stored)
	if err != nil {
		s.damage.note(key, s.turn, err)
	}
	return c, err
}

// newAnswer is the answer that the statement is, with the report that matched,
// if one did.
func newAnswer(r *scored, report *report, c citation) corpus.Answer {
	p := r.passage
	st := p.statements[r.statement]
	a := corpus.Answer{
		ID: c.Statement, Guild: c.guild, Article: c.Article, Title: c.Title, Publisher: c.Publisher, URL: c.URL,
		Published: c.Published, Origin: c.Origin,
		Span: corpus.Span{Start: p.base + st.span.Start, End: p.base + st.span.End}, Text: strings.Clone(r.text()),
		Kind: corpus.Narrated, Quotes: []corpus.Span{}, Also: []corpus.Citation{}, Score: r.score,
		Corrected: st.corrected, Reworded: st.reworded, PageChanged: c.PageChanged,
	}
	if report == nil {
		return a
	}
	a.Corrected = report.Corrected
	a.Kind, a.Class, a.Content, a.Cue = report.Kind, report.Class, report.Content, report.Cue
	a.Quotes, a.Probability = slices.Clone(report.Quotes), report.Probability
	if speaker := report.Speaker; speaker != nil {
		a.Speaker, a.Role, a.Certain = speaker.Name, speaker.Role, speaker.Certain
		a.Mention = &corpus.Mention{Span: speaker.Mention, Text: report.mention}
	}
	return a
}

// matchingReport is the report of the statement whose words match the question
// best; nil where the match lies outside every report. It is false where the
// query's filters leave the statement out.
func (s *inquiry) matchingReport(r *scored) (*report, bool, error) {
	reports, err := s.snapshot.reports(r.passage, r.statement)
	if err != nil {
		return nil, false, err
	}
	if f := s.filter; len(f.speaker) > 0 || f.kind != "" && f.kind != corpus.Narrated {
		reports = slices.DeleteFunc(reports, func(one report) bool { return !f.takes(&one) })
		if len(reports) == 0 {
			return nil, false, nil
		}
		return s.matcher.closest(r, reports, true), true, nil
	}
	report := s.matcher.closest(r, reports, false)
	return report, report == nil || s.filter.kind == "", nil
}

// takes reports whether the report is of the speaker and the kind asked for.
func (f *filter) takes(r *report) bool {
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
		words := nameWords(name)
		if !slices.ContainsFunc(f.speaker, func(w string) bool { return !slices.Contains(words, w) }) {
			return true
		}
	}
	return false
}

// closest is the report whose words match best, nil where more of the question
// stands outside all of them and nobody's words are asked for; one in any case
// where always is set.
func (m *matcher) closest(r *scored, reports []report, always bool) *report {
	var best *report
	bestInside, bestSpeaker := 0.0, 0.0
	for i := range reports {
		one := &reports[i]
		inside, speaker := m.inside(r, one), m.speakerMatch(one)
		if best == nil || inside+speaker*m.total > bestInside+bestSpeaker*m.total {
			best, bestInside, bestSpeaker = one, inside, speaker
		}
	}
	if best == nil || always {
		return best
	}
	outside := m.outside(r, reports)
	if outside > bestInside && bestSpeaker < minSpeakerMatch || bestInside+outside == 0 && !m.named(r, best) {
		return nil
	}
	return best
}

// named reports whether the question names the report's speaker or cue.
func (m *matcher) named(r *scored, one *report) bool {
	return m.weigh(r, func(start, end int) bool { return one.touches(start, end) }) > 0
}

// minSpeakerMatch is the part of who is asked about that must be the speaker for
// a report to match by its speaker alone.
const minSpeakerMatch = 0.5

// inside is the weight of the question's words in the report's.
func (m *matcher) inside(r *scored, one *report) float64 {
	return m.weigh(r, func(start, end int) bool { return one.covers(start, end) })
}

// outside is the weight of the question's words that stand in no report's words,
// nor name its cue or its speaker.
func (m *matcher) outside(r *scored, reports []report) float64 {
	return m.weigh(r, func(start, end int) bool {
		for i := range reports {
			if reports[i].touches(start, end) {
				return false
			}
		}
		return true
	})
}

// weigh is the weight of the clauses with a hit at such bytes of the article.
func (m *matcher) weigh(r *scored, at func(start, end int) bool) float64 {
	var best [maxClauses]float64
	for _, h := range r.hits {
		if !m.clauses[h.clause].generic && at(r.passage.base+h.start, r.passage.base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum := 0.0
	for i := range m.clauses {
		sum += m.clauses[i].weight * best[i]
	}
	return sum
}

// touches reports whether bytes of the article are the report's in any way: its
// words, its cue, its speaker's mention.
func (r *report) touches(start, end int) bool {
	if r.covers(start, end) || r.Cue != nil && r.Cue.Start <= start && end <= r.Cue.End {
		return true
	}
	return r.Speaker != nil && r.Speaker.Mention.Start <= start && end <= r.Speaker.Mention.End
}
