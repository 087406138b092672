package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// Option is a candidate for the words that name the speaker of a report: a mention
// near its cue, the speaker of the report before it, or no words.
type Option struct {
	Mention int32 // index into EntitySet.Mentions, -1 if the option is not a mention
	Carry   bool  // the speaker of the report before
	prior   bool  // in the sentence before, which announces a quotation
	after   bool  // behind the cue
	order   int32 // the number of mentions between it and the cue
	Hint    Hint
	score   float32
}

// Hint is the position of a mention relative to the words that syntax points to.
type Hint uint8

// The hints.
const (
	noHint Hint = iota
	Heads       // they begin with it
	ends        // they end with it, and it begins before them
	within
	outside
)

// Resolver attributes the reports of one document.
type Resolver struct {
	*EntitySet
	models    *model.Speakers
	Drafts    []report.Draft
	Decisions []Decision
	Options   []Option
	Rivals    []Antecedent
	Features  model.Features
	scores    []float64
	words     []document.TokenRange // the drafts' quotes or contents, as tokens
	first     []int                 // for each draft, the first draft that it continues, or itself
	names     map[int32][]string    // the aliases of entities, as they are asked for
}

// Decision is the result for a draft.
type Decision struct {
	Mention  int32   // the words of the attribution, or -1
	Entity   int32   // the entity they refer to, -1 when only the words are known
	Person   int32   // the same, or the person that a definite phrase ("the senator") probably means
	surface  float64 // the probability of the mention
	Resolved float64 // that of the entity, given the mention
	option   Option
	Outer    int // the draft whose speaker this one has, else -1
}
