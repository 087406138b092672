package report

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// Voice is the relation of a cue's subject to the speaker.
type Voice uint8

// Draft is a report whose speaker is not yet known.
type Draft struct {
	Statement int // index into document.statements
	Kind      corpus.Kind
	Class     corpus.Class
	Quotes    []corpus.Span
	Content   *corpus.Span
	Cue       document.TokenRange // usually one token ("said"), two for "according to"; empty if there is no cue
	Voice     Voice
	Inverted  bool // the subject follows the cue: "said Mr. X"
	// Subject is the syntactic hint for the words that name the speaker: the whole
	// noun phrase, with its apposition if it has one ("John Kirby, the communications
	// coordinator at the National Security Council"). It is empty if syntax gives no
	// hint.
	Subject document.TokenRange
	// Continues is the index of an earlier draft whose report goes on here, or -1.
	// Such a draft has the outer draft's speaker.
	Continues int
	// Uncertain is set if the speaker is a guess by rule. Such a speaker is never
	// certain.
	Uncertain bool
	// Score is the log-odds that the cue is one.
	Score float32
}

// The voices.
const (
	voiceActive    Voice = iota // "X said", "said X": the speaker is the subject
	voicePassive                // "was refuted by X": the speaker follows "by", or is not named
	voiceNominal                // "charges made by X", "X’s claim that": the cue is a noun
	voiceAccording              // "according to X", "in X’s view"
	VoiceColon                  // "X: “…”" without a verb
	VoiceNone                   // no cue: the report continues another, or has no attribution
)

// Place is the beginning of a draft, for ordering.
func (r *Draft) Place() int {
	if r.Content != nil {
		return r.Content.Start
	}
	return r.Quotes[0].Start
}
