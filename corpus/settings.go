package corpus

// Settings is what a guild has chosen. The zero value is the default.
type Settings struct {
	ModeratorRole string   `json:"moderator_role,omitempty"` // the id of a role whose members moderate, beside those who manage the server
	AuditChannel  string   `json:"audit_channel,omitempty"`  // the id of a channel that gets the audit log live
	NoBuiltin     bool     `json:"no_builtin,omitempty"`     // the built-in article is left out
	NoShared      bool     `json:"no_shared,omitempty"`      // the rest of the shared corpus is left out
	Versions      int      `json:"versions,omitempty"`       // how many versions of an article are kept; 0: DefaultVersions
	Language      string   `json:"language,omitempty"`       // the BCP 47 tag of what is said to everybody; "": what Discord says that the guild speaks
	Threshold     *float64 `json:"threshold,omitempty"`      // of Query; nil: the program's
	Answers       int      `json:"answers,omitempty"`        // how many statements answer a question; 0: the program's
	Private       bool     `json:"private,omitempty"`        // answers are for who asks alone, unless they ask otherwise
}

// How many versions of an article are kept, its present one among them.
const (
	DefaultVersions = 20
	MaxVersions     = 1_000
)

// MaxAnswers is the most statements that a guild can have answer a question.
const MaxAnswers = 10

// KeptVersions is how many versions of an article are kept.
func (s Settings) KeptVersions() int {
	if s.Versions < 1 {
		return DefaultVersions
	}
	return min(s.Versions, MaxVersions)
}
