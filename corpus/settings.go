package corpus

// Settings are the choices of a guild. The zero value is the default.
type Settings struct {
	ModeratorRole string   `json:"moderator_role,omitempty"` // the id of a role whose members moderate, besides those who manage the server
	AuditChannel  string   `json:"audit_channel,omitempty"`  // the id of the channel that gets the audit log live
	NoBuiltin     bool     `json:"no_builtin,omitempty"`     // the built-in article is left out
	NoShared      bool     `json:"no_shared,omitempty"`      // the rest of the shared corpus is left out
	Versions      int      `json:"versions,omitempty"`       // how many versions of an article are kept; 0: DefaultVersions
	Language      string   `json:"language,omitempty"`       // the BCP 47 tag of public messages; "": the guild's language in Discord
	Threshold     *float64 `json:"threshold,omitempty"`      // of Query; nil: the program's
	Answers       int      `json:"answers,omitempty"`        // how many statements a reply has; 0: the program's
	Private       bool     `json:"private,omitempty"`        // answers are shown only to the user who asks, unless they choose otherwise
}

// How many versions of an article are kept, including the present one.
const (
	DefaultVersions = 20
	MaxVersions     = 1_000
)

// MaxAnswers is the greatest value of Settings.Answers.
const MaxAnswers = 10

// KeptVersions returns how many versions of an article are kept.
func (s Settings) KeptVersions() int {
	if s.Versions < 1 {
		return DefaultVersions
	}
	return min(s.Versions, MaxVersions)
}
