package rank

import "math"

// Features are what speaks for a statement, most of them 0 to 1.
type Features [featureCount]float64

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
	newName      // holds a name that the question does not, whatever is asked for
	newNumber    // or a number
	SpeakerIs    // how much of who is asked about is the report's speaker
	TopicIn      // how much of what is asked stands in the report's words
	Reported     // somebody's words are asked for, and these are
	answerNear   // what is asked for stands near the question's words
	fillBefore   // weight of the words that are missing here and in the statement before
	fillAfter    // and in the one after
	pronounFill  // fillBefore where the statement begins with a pronoun
	inArticle    // weight of the words in the article's candidates
	articleShare // part of what all candidates hold that is in the article
	meansNear    // weight of the words by the nearest in meaning
	meansWhole   // how near the whole statement comes to the whole question
	featureCount
)

// Weights are what the features count, as logarithms of odds. TestTrain makes
// them; those of speech are set by hand, since its questions ask for none.
var Weights = Features{
	inText:        3.53,
	inContext:     3.36,
	inBefore:      -0.43,
	inAfter:       0.01,
	covered:       1.42,
	alikeOnly:     2.90,
	coveredAll:    2.57,
	inOrder:       0.11,
	verbatim:      1.65,
	namesIn:       -0.55,
	rarestIn:      0.14,
	firstWord:     0.29,
	lastWord:      0.22,
	density:       0.16,
	opens:         0.26,
	length:        -0.52,
	short:         -0.18,
	answersWho:    -0.49,
	answersWhere:  0.02,
	answersNumber: 1.42,
	answersYear:   0.72,
	answersDate:   0.92,
	answersOther:  0.66,
	lacksAnswer:   -1.57,
	newName:       -0.31,
	newNumber:     -0.11,
	SpeakerIs:     3.00,
	TopicIn:       2.00,
	Reported:      0.50,
	answerNear:    2.67,
	fillBefore:    4.98,
	fillAfter:     1.60,
	pronounFill:   2.48,
	inArticle:     2.49,
	articleShare:  2.77,
	meansNear:     5.79,
	meansWhole:    4.08,
}

// surroundings is what a statement's features take from its passage.
type surroundings struct {
	context, all          float64
	before, after         float64
	hitsBefore, hitsAfter []hit
}

// measure fills in the statement's features and its score.
func (m *Matcher) measure(s *Scored, around surroundings) {
	text := s.Text()
	f := &s.Features
	f[inText] = m.coverage(s.hits, text, statementBytes)
	f[inContext], f[coveredAll], f[inBefore], f[inAfter] = around.context, around.all, around.before, around.after
	m.measureWords(s)
	f[inOrder] = m.ordered(s.hits)
	f[verbatim] = m.verbatim(s.hits)
	f[length] = math.Log(float64(len(text)+20) / statementBytes)
	f[short] = math.Max(0, 1-float64(len(text))/40)
	if s.Statement == 0 {
		f[opens] = 1
	}
	m.measureAspects(s, text)
	m.measureFill(s, around.hitsBefore, around.hitsAfter, text)
	if m.question.about.asked {
		m.measureSpeech(s)
	}
}

// measureAspects compares what is asked for with what the statement holds.
func (m *Matcher) measureAspects(s *Scored, text string) {
	f := &s.Features
	holds := m.measureAnswerPlace(s, text)
	if holds&aspectName != 0 {
		f[newName] = 1
	}
	if holds&aspectNumber != 0 {
		f[newNumber] = 1
	}
	wants := m.question.Wants
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
func (m *Matcher) asks(word string) bool {
	m.buf = normalise(m.buf[:0], word)
	_, ok := m.terms[m.stems.term(m.buf)]
	return ok
}

// measureWords fills in which of the question's words are there.
func (m *Matcher) measureWords(s *Scored) {
	var exact, soft [MaxClauses]float64
	first, last := math.MaxInt, 0
	for _, h := range s.hits {
		if h.soft {
			soft[h.clause] = 1
			continue
		}
		exact[h.clause] = max(exact[h.clause], h.weight)
		first, last = min(first, h.position), max(last, h.position)
	}
	f := &s.Features
	names, namesTotal, rarest, there := 0.0, 0.0, 0, 0
	for i, c := range m.Clauses {
		f[covered] += c.Weight * exact[i]
		if exact[i] == 0 {
			f[alikeOnly] += c.Weight * soft[i]
		} else {
			there++
		}
		if c.Name || c.Number {
			names += c.Weight * exact[i]
			namesTotal += c.Weight
		}
		if c.Weight > m.Clauses[rarest].Weight {
			rarest = i
		}
	}
	f[covered] /= m.total
	f[alikeOnly] /= m.total
	if namesTotal > 0 {
		f[namesIn] = names / namesTotal
	}
	f[rarestIn], f[firstWord], f[lastWord] = exact[rarest], exact[0], exact[len(m.Clauses)-1]
	if there > 1 {
		f[density] = float64(there) / float64(last-first+1)
	}
}

// verbatim is the part of the question's words that follow each other in the
// statement as they do there, stop words between them included.
func (m *Matcher) verbatim(hits []hit) float64 {
	if len(m.Clauses) < 2 {
		return 0
	}
	var paired [MaxClauses]bool
	for i := 1; i < len(hits); i++ {
		a, b := hits[i-1], hits[i]
		if b.clause == a.clause+1 && !a.soft && !b.soft && b.position-a.position == m.Clauses[b.clause].at-m.Clauses[a.clause].at {
			paired[a.clause] = true
		}
	}
	n := 0
	for _, p := range paired {
		if p {
			n++
		}
	}
	return float64(n) / float64(len(m.Clauses)-1)
}

// nearby is how many words two neighbours of the question may be apart.
const nearby = 4

// ordered is the part of the question's weight in pairs of neighbouring words
// that stand close together in the same order.
func (m *Matcher) ordered(hits []hit) float64 {
	if len(m.Clauses) < 2 {
		return 0
	}
	var paired [MaxClauses]bool
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
	for i := range m.Clauses[:len(m.Clauses)-1] {
		weight := min(m.Clauses[i].Weight, m.Clauses[i+1].Weight)
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

// Of is the sum of the features by these weights.
func (w *Features) Of(f *Features) float64 {
	sum := 0.0
	for i := range f {
		sum += w[i] * f[i]
	}
	return sum
}
