package index

import (
	"math"
	"strings"
)

// maxClauses bounds the words of a question that are searched for; the ones
// that tell the least are left out.
const maxClauses = 32

// features are what speaks for a statement, most of them 0 to 1.
type features [featureCount]float64

// The features.
const (
	inText     = iota // BM25 of the statement, as a part of the question's weight
	inContext         // the same of its passage
	inBefore          // the same of the statement before it
	inAfter           // and of the one after
	covered           // weight of the words in the statement
	alikeOnly         // weight of the words that only resemble one in the statement
	coveredAll        // weight of the words in the passage
	inOrder           // weight of neighbouring words that stand close together in order
	verbatim          // part of the question's pairs of words that stand there as they are
	namesIn           // weight of the question's names and numbers in the statement
	rarestIn          // the rarest of its words is there
	firstWord         // the first of its words that tells is there
	lastWord          // and the last
	density           // how close together the hits stand
	opens             // the statement is the first of its passage
	length            // log of the length in usual lengths
	short             // shorter than a sentence is
	answersWho
	answersWhere
	answersNumber
	answersYear
	answersDate
	answersOther
	lacksAnswer
	newName   // holds a name that the question does not, whatever is asked for
	newNumber // or a number
	speakerIs // how much of who is asked about is the report's speaker
	topicIn   // how much of what is asked stands in the report's words
	reported  // somebody's words are asked for, and these are
	answerNear
	nearness
	fillBefore
	fillAfter
	pronounFill
	newWords
	inArticle
	articleShare
	meansNear
	meansWhole
	featureCount
)

// weights are what the features count, as logarithms of odds. TestTrain makes
// them; those of speech are set by hand, since its questions ask for none.
var weights = features{
	inText:        5.99,
	inContext:     4.95,
	inBefore:      0.03,
	inAfter:       0.17,
	covered:       2.48,
	alikeOnly:     2.71,
	coveredAll:    2.28,
	inOrder:       0.35,
	verbatim:      1.40,
	namesIn:       -0.41,
	rarestIn:      0.26,
	firstWord:     0.32,
	lastWord:      0.25,
	density:       0.28,
	opens:         0.32,
	length:        -0.28,
	short:         -0.50,
	answersWho:    -0.19,
	answersWhere:  0.21,
	answersNumber: 1.61,
	answersYear:   0.85,
	answersDate:   0.99,
	answersOther:  1.04,
	lacksAnswer:   -1.40,
	newName:       -0.34,
	newNumber:     -0.07,
	speakerIs:     3.00,
	topicIn:       2.00,
	reported:      0.50,
	answerNear:    1.90,
	nearness:      -0.42,
	fillBefore:    3.31,
	fillAfter:     0.70,
	pronounFill:   2.50,
	newWords:      -0.53,
	inArticle:     2.98,
	articleShare:  2.73,
}

// surroundings is what a statement's features take from its passage.
type surroundings struct {
	context, all          float64
	before, after         float64
	hitsBefore, hitsAfter []hit
}

// measure fills in the statement's features and its score.
func (m *matcher) measure(s *scored, around surroundings) {
	text := s.text()
	f := &s.features
	f[inText] = m.coverage(s.hits, text, statementBytes)
	f[inContext], f[coveredAll], f[inBefore], f[inAfter] = around.context, around.all, around.before, around.after
	m.measureWords(s)
	f[inOrder] = m.ordered(s.hits)
	f[verbatim] = m.verbatim(s.hits)
	f[length] = math.Log(float64(len(text)+20) / statementBytes)
	f[short] = math.Max(0, 1-float64(len(text))/40)
	if s.statement == 0 {
		f[opens] = 1
	}
	m.measureAspects(s, text)
	m.measureAnswerPlace(s, text)
	m.measureNearness(s)
	m.measureNew(s, text)
	m.measureFill(s, around.hitsBefore, around.hitsAfter, text)
	if m.question.about.asked {
		m.measureSpeech(s)
	}
}

// measureAspects compares what is asked for with what the statement holds.
func (m *matcher) measureAspects(s *scored, text string) {
	holds := aspectsOf(text, m.asks)
	f := &s.features
	if holds&aspectName != 0 {
		f[newName] = 1
	}
	if holds&aspectNumber != 0 {
		f[newNumber] = 1
	}
	wants := m.question.wants
	if wants == 0 {
		return
	}
	if holds&wants == 0 {
		f[lacksAnswer] = 1
		return
	}
	switch {
	case wants&aspectName != 0:
		f[answersWho] = 1
	case wants&aspectPlace != 0:
		f[answersWhere] = 1
	case wants&aspectYear != 0:
		f[answersYear] = 1
	case wants&aspectDate != 0:
		f[answersDate] = 1
	case wants&aspectNumber != 0:
		f[answersNumber] = 1
	default:
		f[answersOther] = 1
	}
}

// asks reports whether the question holds a word of a text.
func (m *matcher) asks(word string) bool {
	m.buf = normalise(m.buf[:0], word)
	_, ok := m.terms[m.stems.term(m.buf)]
	return ok
}

// text is the statement's text.
func (s *scored) text() string { return s.passage.statements[s.statement].span.In(s.passage.text) }

// measureWords fills in which of the question's words are there.
func (m *matcher) measureWords(s *scored) {
	var exact, soft [maxClauses]float64
	first, last := math.MaxInt, 0
	for _, h := range s.hits {
		if h.soft {
			soft[h.clause] = 1
			continue
		}
		exact[h.clause] = max(exact[h.clause], h.weight)
		first, last = min(first, h.position), max(last, h.position)
	}
	f := &s.features
	names, namesTotal, rarest, there := 0.0, 0.0, 0, 0
	for i, c := range m.clauses {
		f[covered] += c.weight * exact[i]
		if exact[i] == 0 {
			f[alikeOnly] += c.weight * soft[i]
		} else {
			there++
		}
		if c.name || c.number {
			names += c.weight * exact[i]
			namesTotal += c.weight
		}
		if c.weight > m.clauses[rarest].weight {
			rarest = i
		}
	}
	f[covered] /= m.total
	f[alikeOnly] /= m.total
	if namesTotal > 0 {
		f[namesIn] = names / namesTotal
	}
	f[rarestIn], f[firstWord], f[lastWord] = exact[rarest], exact[0], exact[len(m.clauses)-1]
	if there > 1 {
		f[density] = float64(there) / float64(last-first+1)
	}
}

// verbatim is the part of the question's words that follow each other in the
// statement as they do there, stop words between them included.
func (m *matcher) verbatim(hits []hit) float64 {
	if len(m.clauses) < 2 {
		return 0
	}
	var paired [maxClauses]bool
	for i := 1; i < len(hits); i++ {
		a, b := hits[i-1], hits[i]
		if b.clause == a.clause+1 && !a.soft && !b.soft && b.position-a.position == m.clauses[b.clause].at-m.clauses[a.clause].at {
			paired[a.clause] = true
		}
	}
	n := 0
	for _, p := range paired {
		if p {
			n++
		}
	}
	return float64(n) / float64(len(m.clauses)-1)
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

// topicMatch is the part of what is asked, of the words that are known, that
// stands in the report's.
func (m *matcher) topicMatch(s *scored, r *report) float64 {
	var best [maxClauses]float64
	for _, h := range s.hits {
		if r.covers(s.passage.base+h.start, s.passage.base+h.end) {
			best[h.clause] = max(best[h.clause], h.weight)
		}
	}
	sum, total := 0.0, 0.0
	for i, c := range m.clauses {
		if !c.subject && !c.generic && c.postings > 0 {
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

// of is the sum of the features by these weights.
func (w *features) of(f *features) float64 {
	sum := 0.0
	for i := range f {
		sum += w[i] * f[i]
	}
	return sum
}
