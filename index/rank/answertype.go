package rank

import (
	"math"

	"verbatim/index/wording"
)

// measureAspects compares the kind of thing that is asked for with the kinds that the
// statement holds.
func measureAspects(m *matcher, s *Scored, _ surroundings) {
	f := &s.Features
	holds := measureAnswerPlace(m, s)
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

// measureAnswerPlace measures how near to the question's words the statement has the kind
// of thing that is asked for: "eleven stalls" answers "how many stalls". It returns all
// kinds that the statement holds.
func measureAnswerPlace(m *matcher, s *Scored) aspect {
	start := firstPosition(s) // of the statement's words
	var holds aspect
	best := 0.0
	eachAspect(m, s, func(is aspect, at int) {
		holds |= is
		if is&m.question.Wants == 0 {
			return
		}
		sum := 0.0
		for _, h := range s.hits {
			if d := math.Abs(float64(h.position - start - at)); d > 0 {
				sum += float64(m.clauses[h.clause].Weight*h.weight) / (1 + d)
			}
		}
		best = max(best, sum)
	})
	s.Features[answerNear] = best / m.total
	return holds
}

// firstPosition returns the position of the statement's first word among those of the passage. It is 0
// if that is not known and there are no hits, with which alone it is compared.
func firstPosition(s *Scored) int {
	if s.known != nil {
		return int(s.known.statements[s.Statement].position)
	}
	if len(s.hits) == 0 {
		return 0
	}
	at := s.hits[0].position
	wording.EachWord(s.Text()[:s.hits[0].start-s.span().Start], func(int, int) { at-- })
	return at
}

// eachAspect calls visit for each word of the statement that has any aspect, with the word's
// position in the statement.
func eachAspect(m *matcher, s *Scored, visit func(is aspect, position int)) {
	if s.known != nil {
		for _, a := range s.known.statements[s.Statement].aspects {
			_, asked := m.terms[a.term]
			if is := a.in(asked); is != 0 {
				visit(is, int(a.position))
			}
		}
		return
	}
	eachAspectWord(s.Text(), func(word string, a knownAspect) {
		if is := a.in(a.mayName && m.asks(word)); is != 0 {
			visit(is, int(a.position))
		}
	})
}
