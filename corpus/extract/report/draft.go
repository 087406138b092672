package report

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// Voice says how a cue's subject stands to the speaker.
type Voice uint8

// Draft is a report whose speaker is not yet known.
type Draft struct {
	Statement int // index into document.statements
	Kind      corpus.Kind
	Class     corpus.Class
	Quotes    []corpus.Span
	Content   *corpus.Span
	Cue       document.TokenRange // one token as a rule ("said"), "according to" two; empty where there is none
	Voice     Voice
	Inverted  bool // the subject follows the cue: "said Mr. X"
	// subject is the syntactic hint for the words that name the speaker: the
	// whole noun phrase, with its apposition where it has one ("John Kirby, the
	// communications coordinator at the National Security Council"); empty where
	// syntax shows none.
	Subject document.TokenRange
	// continues is the index of an earlier draft whose report goes on here, else
	// -1. Such a draft has the outer draft's speaker.
	Continues int
	// uncertain is set where the speaker is a guess by rule: never certain.
	Uncertain bool
	// score is the log-odds of the cue being one.
	Score float32
}

const (
	voiceActive    Voice = iota // "X said", "said X": the speaker is the subject
	voicePassive                // "was refuted by X": the speaker follows "by", or is not named
	voiceNominal                // "charges made by X", "X’s claim that": the cue is a noun
	voiceAccording              // "according to X", "in X’s view"
	VoiceColon                  // "X: “…”" without a verb
	VoiceNone                   // no cue at all: the report continues another, or stands alone
)

// Place is where a draft begins, for ordering.
func (r *Draft) Place() int {
	if r.Content != nil {
		return r.Content.Start
	}
	return r.Quotes[0].Start
}
