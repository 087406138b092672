package rank

// Feature is something that speaks for or against a statement as the answer. A new
// feature is a constant here and the code that measures it. Tests fail if it is never
// measured or has no weight.
type Feature int

// The features. Most of them are between 0 and 1.
const (
	inText         Feature = iota // BM25 of the statement, as a part of the question's weight
	inContext                     // the same of its passage
	inBefore                      // the same of the statement before it
	inAfter                       // and of the one after
	covered                       // weight of the words in the statement
	alikeOnly                     // weight of the words that only resemble one in the statement
	coveredAll                    // weight of the words in the passage
	inOrder                       // weight of neighbouring words that are close together in the same order
	verbatim                      // part of the question's pairs of words that the statement holds as they are
	namesIn                       // weight of the question's names and numbers in the statement
	rarestIn                      // 1 if the rarest of its words is there
	firstWord                     // 1 if the first of its words is there
	lastWord                      // and the last
	density                       // how close together the hits are
	opens                         // 1 if the statement is the first of its passage
	length                        // log of the length in usual lengths
	short                         // above 0 if it is shorter than a sentence
	answersWho                    // 1 if a name is asked for, and the statement holds one
	answersWhere                  // the same for a place
	answersNumber                 // for a number
	answersYear                   // for a year
	answersDate                   // for a date
	answersOther                  // for another kind of thing
	lacksAnswer                   // 1 if it does not hold the kind of thing that is asked for
	newName                       // 1 if it holds a name that the question does not
	newNumber                     // or a number
	speakerIs                     // the part of the name that is asked about that names the report's speaker
	topicIn                       // the part of the other words that is in the report's words
	topicNear                     // speakerIs, by the part of the other words that is in the passage, if the report holds none of them
	denied                        // 1 if a denial, or what somebody did not say, is asked for and the statement is one
	reported                      // 1 if the question asks for a person's words, and the statement reports some
	answerNear                    // the kind of thing that is asked for is near the question's words
	fillBefore                    // weight of the words that are missing here and are in the statement before
	fillAfter                     // and in the one after
	pronounFill                   // fillBefore if the statement begins with a pronoun
	inArticle                     // weight of the words in the article's candidates
	articleShare                  // the article's part of the words in all candidates
	meansNear                     // weight of the words by the nearest in meaning
	meansWhole                    // how near the whole statement comes to the whole question
	similar                       // how near the statement's vector is to the question's, if the reader takes part
	similarArticle                // the nearest of its article's statements
	inTitle                       // weight of the question's words in the article's title
	fillTitle                     // weight of the words that are missing here and are in the title
	speaks                        // 1 if the statement holds a report
	answers                       // how well it answers the question, as the reader says; above 0 it is more likely to answer than not
	featureCount
)

// byHand holds the weights that are not trained: the questions that the others are trained
// on never ask for a person's words.
var byHand = Features{speakerIs: 3, topicIn: 2, topicNear: 2, denied: 4, reported: 0.5}

// askedOfReader holds what counts beside the reader's score if a question asks for somebody's
// words, or for a denial: the reader does not always tell who spoke.
var askedOfReader = Features{speakerIs: 1, denied: 3}

// weights are the logarithms of odds that the features count if words alone decide, and chosen those by which statements are chosen to be
// read.
var (
	weights = trained.with(byHand)
	chosen  = byHand.with(trainedToRead)
)

// Features are the values of a statement's features, or their weights.
type Features [featureCount]float64

// ByHand reports whether the feature's weight is set by hand rather than trained.
func (f Feature) ByHand() bool { return byHand[f] != 0 }

// OfReading reports whether the feature is measured only if the reader takes part.
func (f Feature) OfReading() bool { return f >= similar }

// Reader returns the reader's score of a statement that was read.
func (f *Features) Reader() float64 { return f[answers] }

// Weights returns the weights that statements are ranked with if words alone decide.
func Weights() Features { return weights }

// WeightsToRead returns the weights by which statements are chosen to be read.
func WeightsToRead() Features { return chosen }

// Of returns the sum of the features by these weights.
func (w *Features) Of(f *Features) float64 {
	return dot(w[:], f[:])
}

// dot returns the sum of some values, each times its weight.
func dot(weights, values []float64) float64 {
	sum := 0.0
	for i, v := range values {
		sum += float64(weights[i] * v)
	}
	return sum
}

// with returns the features with the values that others have besides.
func (w Features) with(others Features) Features {
	for i, v := range others {
		if v != 0 {
			w[i] = v
		}
	}
	return w
}
