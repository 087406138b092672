package rank

import "math"

// Signs are what tells whether the first answer answers the question, rather
// than being the best of what there is.
type Signs [signCount]float64

// The signs.
const (
	signAlways   = iota
	signCovered  // weight of the question's words in the statement
	signAlike    // of words that only resemble one
	signPassage  // of the words in the passage
	signText     // BM25 of the statement
	signContext  // and of its passage
	signOrder    // words close together in order
	signVerbatim // words that follow each other as in the question
	signNames    // names and numbers of the question that the passage lacks
	signNoNames  // it has none
	signRarest   // the rarest word is in the passage
	signUnknown  // weight of the words that nothing holds
	signLacks    // the sort of thing that is asked for is not there
	signFound    // what the words in the passage tell, absolutely
	signMissing  // and those that are not there
	signWords    // log of the number of words
	signMissed   // part of the words that the passage lacks, each the same
	signMargin   // how far the answer is ahead of the tenth
	signSpeaker  // who is asked about is the speaker
	signNear     // weight of the words by the nearest in meaning in the statement
	signWhole    // how near the whole statement comes to the whole question
	signCount
)

// signWeights are what the signs count, as logarithms of odds. TestTrainRefusal
// makes them.
var signWeights = Signs{
	signAlways:   -4.93,
	signCovered:  0.49,
	signAlike:    2.21,
	signPassage:  -3.49,
	signText:     2.92,
	signContext:  1.85,
	signOrder:    1.42,
	signVerbatim: 2.07,
	signNames:    -3.34,
	signNoNames:  -1.11,
	signRarest:   -0.06,
	signUnknown:  -0.86,
	signLacks:    -0.33,
	signFound:    2.62,
	signMissing:  -1.09,
	signWords:    1.37,
	signMissed:   -2.77,
	signMargin:   0.76,
	signSpeaker:  2.29,
	signNear:     2.13,
	signWhole:    -0.29,
}

// SignsOf are the signs of the first of the ranked statements.
func (m *Matcher) SignsOf(ranked []Scored) Signs {
	first := &ranked[0]
	f := &first.Features
	s := Signs{
		signAlways: 1, signCovered: f[covered], signAlike: f[alikeOnly], signPassage: f[coveredAll], signText: f[inText],
		signContext: f[inContext], signOrder: f[inOrder], signVerbatim: f[verbatim], signLacks: f[lacksAnswer],
		signWords: math.Log(float64(len(m.Clauses))), signSpeaker: f[SpeakerIs],
		signNear: f[meansNear], signWhole: f[meansWhole],
		signMargin: math.Min(5, first.Score-ranked[min(len(ranked), 10)-1].Score) / 5,
	}
	var best [MaxClauses]float64
	for _, h := range m.scan(first.Passage.Text) {
		best[h.clause] = max(best[h.clause], h.weight)
	}
	names, lacking, rarest := 0.0, 0.0, 0
	for i, c := range m.Clauses {
		if c.Postings == 0 {
			s[signUnknown] += c.Weight / m.total
		}
		s[signFound] += c.Weight * best[i] / 10
		s[signMissing] += c.Weight * (1 - best[i]) / 10
		s[signMissed] += (1 - best[i]) / float64(len(m.Clauses))
		if c.Name || c.Number {
			names += c.Weight
			lacking += c.Weight * (1 - best[i])
		}
		if c.Weight > m.Clauses[rarest].Weight {
			rarest = i
		}
	}
	s[signRarest] = best[rarest]
	if names > 0 {
		s[signNames] = lacking / names
	} else {
		s[signNoNames] = 1
	}
	return s
}

// Confidence is how sure it is that a statement answers the question, 0 to 1.
func (s *Signs) Confidence() float64 {
	sum := 0.0
	for i, v := range s {
		sum += signWeights[i] * v
	}
	p := 1 / (1 + math.Exp(-sum))
	if s[signCovered] > 0.999 {
		p = max(p, wholly)
	}
	return p
}

// wholly is the confidence that a statement with every word of the question has
// at least: who types a word or two wants whatever holds them.
const wholly = 0.5
