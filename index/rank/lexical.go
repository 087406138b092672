package rank

import (
	"math"

	"verbatim/internal/exact"
)

// measureText measures the statement and its surroundings as a whole.
func measureText(m *matcher, s *Scored, around surroundings) {
	text := s.Text()
	f := &s.Features
	f[inText] = m.coverage(s.hits, text, statementBytes)
	f[inContext], f[coveredAll], f[inBefore], f[inAfter] = around.context, around.all, around.before, around.after
	f[length] = exact.Log(float64(len(text)+20) / statementBytes)
	f[short] = math.Max(0, 1-float64(len(text))/40)
	if s.Statement == 0 {
		f[opens] = 1
	}
}

// measureWords measures which of the question's words are in the statement.
func measureWords(m *matcher, s *Scored, _ surroundings) {
	var whole, soft [maxClauses]float64
	first, last := math.MaxInt, 0
	for _, h := range s.hits {
		if h.soft {
			soft[h.clause] = 1
			continue
		}
		whole[h.clause] = max(whole[h.clause], h.weight)
		first, last = min(first, h.position), max(last, h.position)
	}
	f := &s.Features
	names, namesTotal, rarest, there := 0.0, 0.0, 0, 0
	for i, c := range m.clauses {
		f[covered] += float64(c.Weight * whole[i])
		if whole[i] == 0 {
			f[alikeOnly] += float64(c.Weight * soft[i])
		} else {
			there++
		}
		if c.Name || c.Number {
			names += float64(c.Weight * whole[i])
			namesTotal += c.Weight
		}
		if c.Weight > m.clauses[rarest].Weight {
			rarest = i
		}
	}
	f[covered] /= m.total
	f[alikeOnly] /= m.total
	if namesTotal > 0 {
		f[namesIn] = names / namesTotal
	}
	f[rarestIn], f[firstWord], f[lastWord] = whole[rarest], whole[0], whole[len(m.clauses)-1]
	if there > 1 {
		f[density] = float64(there) / float64(last-first+1)
	}
}

// measureOrder measures how much the words are in the order of the question.
func measureOrder(m *matcher, s *Scored, _ surroundings) {
	s.Features[inOrder] = partInOrder(m, s.hits)
	s.Features[verbatim] = partVerbatim(m, s.hits)
}

// partVerbatim returns the part of the question's words that follow each other in the
// statement as in the question, stop words between them included.
func partVerbatim(m *matcher, hits []hit) float64 {
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

// nearby is the most words that two neighbours of the question may be apart.
const nearby = 4

// partInOrder returns the part of the question's weight in pairs of neighbouring words that
// are close together in the same order.
func partInOrder(m *matcher, hits []hit) float64 {
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
		weight := min(m.clauses[i].Weight, m.clauses[i+1].Weight)
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
