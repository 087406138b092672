package corpus

// Rule names what speaks for an attribution or against it.
type Rule string

// The rules: how the mention stands to the report, how it leads to its speaker,
// and what keeps a name from being certain.
const (
	RuleBeforeCue      Rule = "before-cue"      // Words stands before the cue Of
	RuleBehindCue      Rule = "behind-cue"      // Words stands behind the cue Of
	RuleBesideQuote    Rule = "beside-quote"    // Words stands beside the quotation
	RuleSentenceBefore Rule = "sentence-before" // Words is the subject of the sentence before
	RuleGoesOn         Rule = "goes-on"         // nobody is named; Words, of the report before, goes on
	RuleContinues      Rule = "continues"       // continues the report before, which rests on Words
	RulePronoun        Rule = "pronoun"         // Words stands for Of, mentioned Number times
	RuleRole           Rule = "role"            // Words names the role or kind of Of
	RuleLongerName     Rule = "longer-name"     // Of is the longest form of Words
	RuleRival          Rule = "rival"           // somebody else has the same surname
	RuleGuess          Rule = "guess"           // a guess, never certain
	RuleProbability    Rule = "probability"     // of the attribution; a name is shown from Number percent on
)

// Evidence is one reason for an attribution: a rule, the words of the article that
// it went by, and how sure that step is.
type Evidence struct {
	Rule        Rule    `json:"rule"`
	Words       string  `json:"words,omitempty"`       // the mention
	Of          string  `json:"of,omitempty"`          // the cue, or the speaker's name
	Number      int     `json:"number,omitempty"`      // mentions, or percent
	Probability float64 `json:"probability,omitempty"` // from 0 to 1; 0 where the rule has none
}
