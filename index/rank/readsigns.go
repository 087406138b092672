package rank

import "verbatim/internal/exact"

// ReadSign is something that tells whether a statement that was read answers the question.
type ReadSign int

// The signs of a statement that was read.
const (
	readAlways  ReadSign = iota
	readAnswers          // the reader's score
	readWords            // the sum of the features by which it was chosen
	readNames            // names and numbers of the question that the statement's passage lacks
	readUnknown          // weight of the words that nothing holds
	readCovered          // weight of the words in the statement
	readSimilar          // how near its vector is to the question's
	readShare            // its share of the reader's certainty among all statements that were read and no answer, as log odds
	readLead             // how far its score is ahead of the best other one's
	readSignCount
)

// ReadSigns are the values of the signs of a statement that was read, or their weights.
type ReadSigns [readSignCount]float64

// Probability returns how likely it is, by these weights of its signs, that the statement answers the question.
func (w *ReadSigns) Probability(s *ReadSigns) float64 {
	return exact.Logistic(dot(w[:], s[:]))
}

// readConfidence returns how sure it is, from 0 to 1, that a statement that was read answers the question.
func readConfidence(m *matcher, one *Scored) float64 {
	signs := readSignsOf(m, one)
	p := trainedReadSigns.Probability(&signs)
	if one.Features[covered] > 0.999 && m.question.bare() {
		p = max(p, wholly)
	}
	return p
}

// readSignsOf measures the signs of a statement that was read.
func readSignsOf(m *matcher, one *Scored) ReadSigns {
	f := &one.Features
	s := ReadSigns{
		readAlways: 1, readAnswers: f[answers], readWords: chosen.Of(f) / 10, readUnknown: m.unknown(), readCovered: f[covered], readSimilar: f[similar],
		readShare: one.share, readLead: one.lead,
	}
	there := m.holds(one.Passage.Text)
	s[readNames], _ = m.lackingNames(&there)
	return s
}
