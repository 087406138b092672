package corpus

// Rule is the kind of a reason for or against an attribution.
type Rule string

// The rules: where the mention is, how it leads to its speaker, and why a name is
// not certain.
const (
	RuleBeforeCue      Rule = "before-cue"      // Words is before the cue Of
	RuleBehindCue      Rule = "behind-cue"      // Words is after the cue Of
	RuleBesideQuote    Rule = "beside-quote"    // Words is beside the quotation
	RuleSentenceBefore Rule = "sentence-before" // Words is the subject of the sentence before
	RuleGoesOn         Rule = "goes-on"         // no speaker is named; Words, of the report before, goes on
	RuleContinues      Rule = "continues"       // continues the report before, which rests on Words
	RulePronoun        Rule = "pronoun"         // Words is a pronoun for Of, mentioned Number times
	RuleRole           Rule = "role"            // Words names the role or kind of Of
	RuleLongerName     Rule = "longer-name"     // Of is the longest form of Words
	RuleRival          Rule = "rival"           // another person has the same surname
	RuleGuess          Rule = "guess"           // a guess, never certain
	RuleProbability    Rule = "probability"     // of the attribution; a name is shown if it is at least Number percent
)

// Evidence is one reason for an attribution: a rule, the words of the article that
// it used, and the probability of that step.
type Evidence struct {
	Rule        Rule    `json:"rule"`
	Words       string  `json:"words,omitempty"`       // the mention
	Of          string  `json:"of,omitempty"`          // the cue, or the speaker's name
	Number      int     `json:"number,omitempty"`      // mentions, or percent
	Probability float64 `json:"probability,omitempty"` // from 0 to 1; 0 if the rule has no probability
}
