package rank

import "verbatim/internal/exact"

// Sign is something that tells whether the first answer answers the question, rather than
// being only the best that there is.
type Sign int

// The signs.
const (
	signAlways   Sign = iota
	signCovered       // weight of the question's words in the statement
	signAlike         // of words that only resemble one
	signPassage       // of the words in the passage
	signText          // BM25 of the statement
	signContext       // and of its passage
	signOrder         // words close together in order
	signVerbatim      // words that follow each other as in the question
	signNames         // names and numbers of the question that the passage lacks
	signNoNames       // 1 if it has no names and numbers
	signRarest        // 1 if the rarest word is in the passage
	signUnknown       // weight of the words that nothing holds
	signLacks         // 1 if the kind of thing that is asked for is not there
	signFound         // the weight of the words in the passage, not as a part
	signMissing       // and of the words that are missing
	signWords         // log of the number of words
	signMissed        // part of the words that the passage lacks, each counting the same
	signMargin        // how far the answer is ahead of the tenth
	signSpeaker       // the part of the name that is asked about that names the speaker
	signNear          // weight of the words by the nearest in meaning in the statement
	signWhole         // how near the whole statement comes to the whole question
	signCount
)

// Signs are the values of the signs of an answer, or their weights.
type Signs [signCount]float64

// Confidence returns how sure it is, from 0 to 1, that the statement answers the question.
func (s *Signs) Confidence() float64 {
	p := trainedSigns.Probability(s)
	if s[signCovered] > 0.999 {
		p = max(p, wholly)
	}
	return p
}

// Probability returns the probability of an answer with these weights of its signs.
func (w *Signs) Probability(s *Signs) float64 {
	return exact.Logistic(dot(w[:], s[:]))
}

// wholly is the least confidence in a statement that holds every word of the question: a
// person who types a word or two wants the statements that hold them.
const wholly = 0.5

// signsOf measures the signs of the first of the ranked statements.
func signsOf(m *matcher, ranked []Scored) Signs {
	first := &ranked[0]
	f := &first.Features
	s := Signs{
		signAlways: 1, signCovered: f[covered], signAlike: f[alikeOnly], signPassage: f[coveredAll], signText: f[inText],
		signContext: f[inContext], signOrder: f[inOrder], signVerbatim: f[verbatim], signLacks: f[lacksAnswer],
		signWords: exact.Log(float64(len(m.clauses))), signSpeaker: f[speakerIs],
		signNear: f[meansNear], signWhole: f[meansWhole],
		signUnknown: m.unknown(),
		signMargin:  min(5, first.Score-ranked[min(len(ranked), 10)-1].Score) / 5,
	}
	best := strongest(m.scan(first.Passage.Text), nil)
	rarest := 0
	for i, c := range m.clauses {
		s[signFound] += float64(c.Weight*best[i]) / 10
		s[signMissing] += float64(c.Weight*(1-best[i])) / 10
		s[signMissed] += (1 - best[i]) / float64(len(m.clauses))
		if c.Weight > m.clauses[rarest].Weight {
			rarest = i
		}
	}
	s[signRarest] = best[rarest]
	lacking, some := m.lackingNames(&best)
	if s[signNames] = lacking; !some {
		s[signNoNames] = 1
	}
	return s
}
