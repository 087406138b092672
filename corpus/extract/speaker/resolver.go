package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// Option is what may name the speaker of a report: a mention near its cue, the
// speaker of the report before it, or nothing.
type Option struct {
	Mention int32 // index into EntitySet.Mentions, -1 where it is none
	Carry   bool  // the speaker of the report before
	prior   bool  // in the sentence before, which announces a quotation
	after   bool  // behind the cue
	order   int32 // how many mentions stand between
	Hint    Hint
	score   float32
}

// Hint is how a mention lies to the words that syntax points to.
type Hint uint8

const (
	noHint Hint = iota
	Heads       // it is what they begin with
	ends        // it is what they end with, and begins before
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
	first     []int                 // of every draft the first one that it goes on with, itself where it begins
	names     map[int32][]string    // the aliases of entities, as they are asked for
}

// Decision is what was decided for a draft.
type Decision struct {
	Mention  int32   // the words the attribution rests on, -1 for none
	Entity   int32   // who they stand for, -1 where only the words are known
	Person   int32   // the same, or the person that a definite phrase ("the senator") probably means
	surface  float64 // the probability of the mention
	Resolved float64 // that of the entity, given the mention
	option   Option
	Outer    int // the draft whose speaker this one has, else -1
}
