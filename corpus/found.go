package corpus

// Found is what a search finds: answers, or why there are none.
type Found struct {
	Answers []Answer `json:"answers"`           // in the query's order
	Refusal Refusal  `json:"refusal,omitzero"`  // zero if there are answers
	Nearest []Answer `json:"nearest,omitempty"` // if there are no answers: at most Query.Nearest statements that were not sure enough, the surest first
}

// Refusal says why a question has no answer, and which of its words are unknown.
type Refusal struct {
	Reason  Reason   `json:"reason"`
	Unknown []string `json:"unknown,omitempty"` // words of the question, in lower case, that no article holds; at most MaxUnknown
}

// MaxNearest is the most nearest statements that a search returns.
const MaxNearest = 20

// MaxUnknown is the most unknown words that a Refusal names.
const MaxUnknown = 5

// Reason is why a question has no answer. Each calls for something else: other words or
// other articles, no speaker, no filters, a look at the nearest statements.
type Reason string

// The reasons, in the order in which they are given if more than one holds.
const (
	UnknownWords Reason = "unknown-words" // no article holds some words of the question
	NotSaid      Reason = "not-said"      // nothing that the query's speaker said for certain is an answer
	FilteredOut  Reason = "filtered-out"  // the query's other filters leave no statement with words of the question
	NotSure      Reason = "not-sure"      // what is nearest is not sure enough to be an answer
)
