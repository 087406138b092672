package corpus

// Query is a question put to a guild's corpus and the shared one.
type Query struct {
	Guild     GuildID // Shared searches the shared corpus alone
	Text      string  // as a person typed it
	Speaker   string  // only what this speaker said; "" for everybody
	Kind      Kind    // only statements of this kind; "" for all
	Since     Date    // published on or after; unknown dates do not match
	Until     Date    // published on or before
	Limit     int     // at most so many answers, best first; at least 1
	Threshold float64 // nothing is answered where the first answer's confidence is lower; 0 never refuses
	NoBuiltin bool    // leave the built-in article out
	NoShared  bool    // leave the shared corpus out, but for the built-in article
}

// MaxQuestion is the longest question that is searched for, in bytes.
const MaxQuestion = 2000

// Answer is the statement that matches a question, with the report whose
// content or quotes match; without one where the match lies outside every
// report, and the article itself speaks.
type Answer struct {
	ID        StatementID `json:"id"`
	Guild     GuildID     `json:"-"` // whose the article is
	Article   ArticleID   `json:"article"`
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	URL       string      `json:"url"`
	Published Date        `json:"published"`
	Origin    Origin      `json:"origin"`
	Span                  // of the statement in the article's text
	Text      string      `json:"text"`
	Kind      Kind        `json:"kind"` // of the matching report, or Narrated
	Class     Class       `json:"class"`

	Quotes      []Span   `json:"quotes"`
	Content     *Span    `json:"content"`
	Cue         *Cue     `json:"cue"`
	Mention     *Mention `json:"mention"`
	Speaker     string   `json:"speaker"` // the best guess; to be shown only where Certain
	Role        string   `json:"role"`
	Certain     bool     `json:"certain"`
	Probability float64  `json:"probability"`
	Corrected   bool     `json:"corrected"`          // a moderator has spoken
	Reworded    Date     `json:"reworded,omitempty"` // when the publisher last changed the statement's words; unknown where they stand as they first did

	Also       []Citation `json:"also"` // where else the same statement stands
	Score      float64    `json:"score"`
	Confidence float64    `json:"confidence"` // that this answers the question, 0 to 1
}

// Mention is the article's own word for the speaker, as it stands at Span.
type Mention struct {
	Span
	Text string `json:"-"`
}

// Citation says where a statement stands.
type Citation struct {
	Article   ArticleID   `json:"article"`
	Statement StatementID `json:"id"`
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	URL       string      `json:"url"`
	Published Date        `json:"published"`
	Origin    Origin      `json:"origin"`
}

// SpeakerCount is a speaker with the number of statements attributed to them.
type SpeakerCount struct {
	Name       string
	Statements int
}
